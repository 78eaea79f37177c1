"""Tables under a name: `table` blocks. Made whenever they are used, with what is known then.

Public path: `docassemble.base.util`. Behaviour after docassemble's documentation.
"""

import re

from alongside import session, template
from alongside.control import NotSupportedYet
from alongside.missing import missing_name
from alongside.objects import public, unwrapped
from alongside.templates import DALazyTemplate, bound, rendered
from alongside.words import word

# Of the line that divides the headers from the rows.
WIDTH = 65


@public
class DALazyTableTemplate(DALazyTemplate):
    def _text(self, part):
        return '' if part == 'subject' else self._table(editable=True)

    def show(self, editable=True, **options):
        return self._table(editable)

    def export(self, *arguments, **options):
        raise NotSupportedYet('export')

    def as_df(self):
        raise NotSupportedYet('as_df')

    def _table(self, editable):
        made = self._current()
        variables = session.present().variables
        bindings = {name: eval(source, variables) for name, source in made['bindings'].items()}
        with bound(variables, bindings):
            return _Table(made, variables).markdown(editable)


class _Table:
    def __init__(self, made, variables):
        self.made = made
        self.variables = variables
        self.group = self._value('rows')
        self.is_group = getattr(self.group, 'da_group', False)

    def _value(self, part):
        return self._evaluate(self.made[part])

    def _evaluate(self, piece):
        return eval(session.present().interview.pieces[piece].code, self.variables)

    def _flag(self, part):
        flag = self.made[part]
        return flag['value'] if flag['type'] == 'fixed' else bool(self._evaluate(flag['piece']))

    def markdown(self, editable):
        rows = self._rows()
        if not rows and self.made['empty'] is not None:
            return rendered(self.made['empty'], {}).rstrip()
        # A set has no indices to name its items by.
        mutable = editable and hasattr(self.group, '_key_of')
        buttons = mutable and (self.made['edit'] is not None or self._flag('mayDelete'))
        headers = [_cell(rendered(column['header'], {})) for column in self.made['columns']]
        lines = [self._cells(index, item) + ([self._actions(index, item)] if buttons else []) for index, item in rows]
        if buttons:
            headers.append(word('Actions'))
        divider = ['-' * width for width in _widths([headers, *lines])]
        return '\n' + '\n'.join('|' + '|'.join(line) + '|' for line in [headers, divider, *lines])

    def _rows(self):
        pairs = self._pairs()
        if self.made['filter'] is not None:
            pairs = [pair for pair in pairs if self._of(pair, self.made['filter'])]
        if self.made['sortKey'] is not None:
            key = self._value('sortKey')
            keyed = isinstance(unwrapped(self.group), dict)
            pairs = sorted(
                pairs,
                key=lambda pair: key(pair if keyed else pair[1]),
                reverse=self._flag('sortReverse'),
            )
        return pairs

    def _pairs(self):
        """What stands in the rows, each with its index or key."""
        group = self.group
        if not self.is_group:
            return list(group.items()) if isinstance(group, dict) else list(enumerate(group))
        whole = self._flag('requireGathered')
        if whole:
            group._trigger()
        pairs = group._pairs()
        if group.has_been_gathered() or (not whole and self._flag('showIncomplete')):
            return pairs
        return [pair for pair in pairs if group._is_complete(pair[1])]

    def _of(self, pair, piece):
        with bound(self.variables, {'row_index': pair[0], 'row_item': pair[1]}):
            return self._evaluate(piece)

    def _cells(self, index, item):
        return [_cell(self._known((index, item), column['cell'])) for column in self.made['columns']]

    def _known(self, pair, piece):
        try:
            value = self._of(pair, piece)
            return template.printed(session.present().interview.pieces[piece], value)
        except Exception as error:
            if missing_name(error) is None or self._flag('requireGathered'):
                raise
            label = self.made['notAvailable']
            return 'n/a' if label is None else rendered(label, {})

    def _actions(self, index, item):
        allowed = {'edit': self.made['edit'] is not None, 'delete': self._flag('mayDelete')}
        if self.made['readOnly'] is not None:
            protected = getattr(item, self.made['readOnly'])
            for kind in allowed:
                free = protected.get(kind, True) if isinstance(protected, dict) else not protected
                allowed[kind] = allowed[kind] and bool(free)
        return self.group.item_actions(item, index, *(self.made['edit'] or []), **allowed)


def _cell(text):
    """In one line, with nothing that would begin another cell."""
    return re.sub(r'[\r\n]+', ' ', text).replace('|', '\\|')


def _widths(lines):
    longest = [max(len(cell) for cell in column) for column in zip(*lines)]
    total = sum(longest)
    if total <= WIDTH:
        return [max(1, width) for width in longest]
    return [max(1, width * WIDTH // total) for width in longest]
