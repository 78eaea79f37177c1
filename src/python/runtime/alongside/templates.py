"""Texts under a name: `template` blocks. Made whenever they are used, with what is known then.

Public path: `docassemble.base.util`. Behaviour after docassemble's documentation.
"""

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

    def _text(self, part):
        made = self.__dict__.get('_made', {})
        present = session.present()
        if made.get('interview') != present.interview.hash:
            # Of earlier files: its block makes it anew.
            forms.undefine(present.variables, self.instanceName)
            raise DAAttributeError(self.instanceName)
        text = made[part]
        if text is None:
            return ''
        if text['type'] == 'constant':
            return text['text'].rstrip()
        return _rendered(present, text['piece'], made['bindings'])

    def show(self, **options):
        return str(self)

    def __str__(self):
        return self.content


def _rendered(present, piece, bindings):
    """`x`, `i`, ... are the template's own while it is rendered, and what they were afterwards."""
    variables = present.variables
    before = {name: variables[name] for name in bindings if name in variables}
    try:
        for name, source in bindings.items():
            variables[name] = eval(source, variables)
        return template.render(present.interview.pieces[piece].code, variables).rstrip()
    finally:
        for name in bindings:
            variables.pop(name, None)
        variables.update(before)
