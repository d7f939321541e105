"""What others read: tables and where they are kept."""
