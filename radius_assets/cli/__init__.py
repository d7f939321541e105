"""The `radius` command: refresh, look at, and try out the platform from a terminal."""

import click

from radius_assets.cli.interruption import ending_on_ctrl_c, interruptible

with ending_on_ctrl_c():  # the imports take seconds, in which a person may change their mind
    from radius_assets.cli.coverage import coverage
    from radius_assets.cli.doctor import doctor
    from radius_assets.cli.evaluate import evaluate
    from radius_assets.cli.explain import explain
    from radius_assets.cli.export import export
    from radius_assets.cli.importing import importing
    from radius_assets.cli.local import demo, dev
    from radius_assets.cli.quarantine import quarantine
    from radius_assets.cli.refresh import refresh
    from radius_assets.cli.replay import replay
    from radius_assets.cli.review import review
    from radius_assets.sandbox.command import sandbox

_HELP = """\
Which convenience stores of Seoul are really open, and which listing is dead?

\b
Examples:
  radius demo             try it: all of an invented Seoul, no key needed
  radius doctor           is everything set up?
  radius refresh 강남구     refresh one district
  radius refresh --all    refresh the city
  radius dev              look at it in the browser
  radius export closures  write the verdicts as a file

Keys and addresses come from the environment and from .env in the working directory;
.env.example lists them.
"""


class _Interruptible(click.Group):
    """Commands that end with status 130 on Ctrl-C and SIGTERM, however early it comes."""

    def invoke(self, ctx: click.Context) -> object:
        with interruptible():
            return super().invoke(ctx)


@click.group(
    cls=_Interruptible, help=_HELP, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="radius_assets")
def radius() -> None:
    """Hold the commands; the help text is `_HELP`."""


for command in (
    demo,
    dev,
    refresh,
    coverage,
    importing,
    explain,
    review,
    export,
    evaluate,
    replay,
    quarantine,
    doctor,
    sandbox,
):
    radius.add_command(command)
