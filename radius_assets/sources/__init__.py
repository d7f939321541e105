"""Ask the services: one file a service; foreign field names stop here."""
