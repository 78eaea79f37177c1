"""What leaves interview code without being an error of it.

Derived from BaseException, so that an author's `except Exception` does not swallow it.
"""


class Control(BaseException):
    """Raised to stop the present block; `reply` is what the engine is told."""

    def __init__(self, reply):
        super().__init__(next(iter(reply)))
        self.reply = reply


def need_fact(kind, key, **details):
    """Asks the server for a fact about the world; the request comes again with it."""
    raise Control({'need': {'type': kind, 'key': key, **details}})


def run_action():
    raise Control({'action': True})


def force(names):
    """Asks for variables although they are defined."""
    raise Control({'force': names})


def rerun():
    raise Control({'rerun': True})


def leave(what, url):
    """What a special button would do (LOG4)."""
    raise Control({'command': {'what': what, 'url': url}})


def show_message(screen):
    raise Control({'message': screen})


class NotSupportedYet(Exception):
    """A documented name that is not there yet (PYT4); never mistaken for an undefined variable."""

    def __init__(self, feature):
        super().__init__(f'`{feature}` is not supported yet')
        self.feature = feature
