"""The `radius` command: refresh, look at, and try out the platform from a terminal."""

import click

from radius_assets.cli.doctor import doctor
from radius_assets.cli.local import demo, dev
from radius_assets.cli.refresh import refresh
from radius_assets.sandbox.command import sandbox


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="radius_assets")
def radius() -> None:
    r"""Which convenience stores of Seoul are really open, and which listing is dead?

    \b
    radius demo                  try it: all of an invented Seoul, no key needed
    radius doctor                is everything set up?
    radius refresh 강남구         refresh one district
    radius refresh --all         refresh the city

    Keys and addresses come from the environment and from .env in the working
    directory; .env.example lists them.
    """


for command in (refresh, doctor, demo, dev, sandbox):
    radius.add_command(command)
