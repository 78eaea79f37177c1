"""Texts under a name: `template` blocks. Made whenever they are used, with what is known then.

Public path: `docassemble.base.util`. Behaviour after docassemble's documentation.
"""

import contextlib

from alongside import forms, session, template
from alongside.objects import DAAttributeError, DAObject, public


@public
class DALazyTemplate(DAObject):
    def init(self, **parameters):
        self._made = parameters

    # Not properties: Python would take what these lack for the lack of `content` itself.
    def __getattr__(self, name):
        if name in ('content', 'subject'):
            return self._text(name)
        return super().__getattr__(name)

    def _current(self):
        made = self.__dict__.get('_made', {})
        present = session.present()
        if made.get('interview') != present.interview.hash:
            # Of earlier files: its block makes it anew.
            forms.undefine(present.variables, self.instanceName)
            raise DAAttributeError(self.instanceName)
        return made

    def _text(self, part):
        made = self._current()
        return rendered(made[part], made['bindings']).rstrip()

    def show(self, **options):
        return str(self)

    def __str__(self):
        return self.content


def rendered(text, bindings):
    """A text of the author's, with the meaning that `x`, `i`, ... have there."""
    if text is None:
        return ''
    if text['type'] == 'constant':
        return text['text']
    present = session.present()
    with bound(present.variables, {name: eval(source, present.variables) for name, source in bindings.items()}):
        return template.render(present.interview.pieces[text['piece']].code, present.variables)


@contextlib.contextmanager
def bound(variables, values):
    """These names have these values for a while, and then what they had before."""
    before = {name: variables[name] for name in values if name in variables}
    variables.update(values)
    try:
        yield
    finally:
        for name in values:
            variables.pop(name, None)
        variables.update(before)
