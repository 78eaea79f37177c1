"""The request that is being evaluated. Nothing in here outlives it."""


class Session:
    """One request's namespace, world and engine state."""

    def __init__(self, interview, context, facts, state, variables):
        self.interview = interview
        self.context = context
        self.facts = facts
        self.state = state
        self.variables = variables
        self.warnings = []
        self.action = None
        self.due = False
        self.roles_named = []
        # What `send_email()` wants sent; and, of the block at work, what it sent in this run and before.
        self.mails = []
        self.mailing = None
        # Roles that trackers told of in this very request.
        self.told = set()
        # Of `set_info()`: forgotten when the screen is made.
        self.info = {}
        # What is at work: its file and, of a question, `id` and `section`; and what it is wanted for.
        self.block = {'file': None, 'question': None, 'section': None}
        self.sought = None
        self.reconsidered = set()
        # Objects that screens of this request offer, by what forms call them.
        self.offered = {}
        # How deep in the search for variables this is, and how deep groups began to be gathered:
        # what is asked further down may show what there is so far.
        self.depth = 0
        self.gathering = {}

    def descend(self, depth):
        """Work begins, or begins again, that deep: what it gathered at its last try is not under way."""
        self.depth = depth
        self.gathering = {name: began for name, began in self.gathering.items() if began < depth}

    def warn(self, code, message):
        warning = {'code': code, 'message': message}
        if warning not in self.warnings:
            self.warnings.append(warning)


_present = None


def begin(session):
    global _present
    _present = session


def present():
    if _present is None:
        raise RuntimeError('This can only be used while an interview is running.')
    return _present


def present_or_none():
    return _present
