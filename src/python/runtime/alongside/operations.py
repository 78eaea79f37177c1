"""What the engine can ask of Python while an interview runs. Payloads and replies are JSON."""

import json

from alongside import (
    answers, choosing, collect, files, forms, functions, group_actions, interview, mail, private, session, telling,
    template, turns,
)  # fmt: skip
from alongside.control import Control
from alongside.guarded import guarded
from alongside.session import Session
from alongside.tables import DALazyTableTemplate
from alongside.templates import DALazyTemplate


def open_session(request):
    loaded = interview.LOADED[request['hash']]
    state, variables = {}, {}
    if request['answers'] is not None:
        try:
            state, variables = answers.restore(request['answers'])
        except answers.AnswersError as error:
            return {'broken': str(error)}
    names = {'__builtins__': __builtins__, '__name__': 'interview', **loaded.base, **variables}
    present = Session(loaded, request['context'], request['facts'], state, names)
    session.begin(present)
    forms.prepare(present)
    return {'ok': {'state': state}}


def restart(request):
    """All is forgotten but the parameters of the address that it began with."""
    given = session.present().state.get('url args', {})
    context = {**request['context'], 'urlArgs': given}
    mails = session.present().mails
    reply = open_session({**request, 'context': context, 'answers': None})
    session.present().mails = mails
    return reply


def save(request):
    present = session.present()
    present.state.update(request['state'])
    try:
        data = answers.save(present, request['engine'], request['hash'])
    except answers.AnswersError as error:
        return {'broken': str(error)}
    return {
        'ok': {
            'answers': data,
            'warnings': present.warnings,
            'rolesNamed': present.roles_named,
            'mails': present.mails,
            'settings': present.state.get('live help'),
            'multiUser': bool(present.variables.get('multi_user', False)),
        }
    }


def accepted(request):
    """What the screen before has sent was sent with it."""
    session.present().mails.clear()
    return {'ok': True}


def _bind(variables, bindings):
    for name, source in bindings.items():
        variables[name] = eval(source, variables)


def run(request):
    """Runs a block of code."""
    present = session.present()
    present.action = request['action']
    present.due = request['due']

    def work():
        _bind(present.variables, request['bindings'])
        with mail.of_block(present, f"{request['piece']} {json.dumps(request['bindings'])}"):
            exec(present.interview.pieces[request['piece']].code, present.variables)

    return guarded(work)


def create(request):
    """Makes the objects of an `objects` block that are not there yet."""
    present = session.present()

    def work():
        _bind(present.variables, request['bindings'])
        for item in request['objects']:
            if item['name'] != request['sought'] and forms.is_defined(present, item['name']):
                continue
            made = eval(present.interview.pieces[item['piece']].code, present.variables)
            forms.assign(present.variables, item['name'], forms.instance(made, item['name']))

    return guarded(work)


def create_template(request, kind=DALazyTemplate):
    present = session.present()

    def work():
        _bind(present.variables, request['bindings'])
        made = {**request['made'], 'bindings': request['bindings'], 'interview': present.interview.hash}
        text = kind(request['name'], **made)
        forms.assign(present.variables, request['name'], text)

    return guarded(work)


def create_table(request):
    return create_template(request, DALazyTableTemplate)


def look(request):
    """Renders and evaluates all that one screen needs, in one call."""
    present = session.present()
    variables = present.variables
    # What sensitive variables hold: looked up once, and only where something is shown.
    told = []

    def hidden(text):
        if not told:
            told.append(private.values_of(present))
        return private.mark_values(text, told[0])

    def one(item):
        code = present.interview.pieces[item['piece']] if 'piece' in item else None
        kind = item['as']
        if kind == 'shown':
            return hidden(template.show(code.code, variables))
        if kind == 'text':
            return template.render(code.code, variables)
        if kind == 'string':
            value = eval(code.code, variables)
            return None if value is None else str(value)
        if kind == 'flag':
            return bool(eval(code.code, variables))
        if kind == 'choices':
            made = forms.choices(eval(code.code, variables))
            return [{**choice, 'label': hidden(choice['label'])} for choice in made]
        if kind == 'objects':
            made = choosing.offered(present, item)
            return [{**choice, 'label': hidden(choice['label'])} for choice in made]
        if kind == 'there':
            eval(item['name'], variables)
            return True
        if kind == 'keys':
            return choosing.named(present, item['pieces'])
        if kind == 'held':
            return choosing.held(present, item['name'])
        if kind == 'moment':
            text = item['text'] if code is None else template.render(code.code, variables)
            return forms.moment(text.strip(), item['datatype'])
        if kind == 'current':
            return forms.current(present, item['name'])
        if kind == 'files':
            return files.held(variables, item['name'])
        if kind == 'value':
            return forms.plain(eval(code.code, variables))
        if kind == 'defined':
            for name in item['names']:
                eval(name, variables)
            return True
        if kind == 'list':
            return collect.state(eval(item['name'], variables), item['name'])
        if kind == 'variable':
            return forms.shown(variables, item['name'])
        raise ValueError(kind)

    def work():
        bound = None
        values = []
        for item in request['items']:
            bindings = item.get('bindings', request['bindings'])
            if bindings != bound:
                _bind(variables, bindings)
                bound = bindings
            when = item.get('when')
            if when is not None and values[when['item']] is not when['is']:
                values.append(None)
            elif 'list' in item:
                values.append(collect.of_item(eval(item['list'], variables), lambda: one(item)))
            elif item.get('optional'):
                reply = guarded(lambda: one(item))
                if 'ok' not in reply and 'missing' not in reply:
                    if 'error' in reply:
                        return {'failed': reply}
                    raise Control(reply)
                values.append(reply.get('ok'))
            else:
                values.append(one(item))
        return values

    reply = guarded(work)
    failed = reply.get('ok')
    return failed['failed'] if isinstance(failed, dict) else reply


def defined(request):
    present = session.present()

    def work():
        _bind(present.variables, request['bindings'])
        return [forms.is_defined(present, name) for name in request['names']]

    return guarded(work)


def roles(request):
    return guarded(turns.roles)


def wait(request):
    return {'ok': turns.wait_for(request['roles'])}


def addresses(request):
    return guarded(lambda: turns.addresses(request['piece']))


def interview_url(request):
    return guarded(functions.interview_url)


def classes(request):
    """Names of the classes that the object belongs to, for `generic object`."""
    variables = session.present().variables

    def work():
        value = eval(request['name'], variables)
        return [kind.__name__ for kind in type(value).__mro__]

    return guarded(work)


def assign(request):
    """Puts what the user answered into the variables."""
    present = session.present()

    def work():
        _bind(present.variables, request['bindings'])
        present.gathering.clear()
        present.reconsidered.clear()
        if request['list'] is not None:
            collect.grow(present.variables, request['list'])
        _assign(present, request['items'])

    return guarded(work)


def presume(request):
    """Answers that nobody had to give, in the middle of assembling a screen."""
    present = session.present()

    def work():
        _bind(present.variables, request['bindings'])
        _assign(present, request['items'])

    return guarded(work)


def _assign(present, items):
    for item in items:
        if item['type'] == 'object':
            choosing.chosen(present, item)
        elif item['type'] == 'objects':
            choosing.chosen_several(present, item)
        else:
            forms.assign(present.variables, item['name'], forms.answer(item))
        private.remember(present, item['name'])


def validate(request):
    """What each `validate` function says of its answer, before anything is assigned."""
    present = session.present()

    def one(check):
        _bind(present.variables, check['bindings'])
        judge = eval(present.interview.pieces[check['piece']].code, present.variables)
        return bool(judge(forms.answer(check['item'])))

    return [guarded(lambda check=check: one(check)) for check in request['checks']]


def settle(request):
    return guarded(lambda: collect.settle(session.present().variables, request))


def group_action(request):
    return guarded(lambda: group_actions.carry_out(session.present().variables, request))


def descend(request):
    present = session.present()
    present.descend(request['depth'])
    present.block = request['block']
    present.sought = request['sought']
    return {'ok': True}


def forget(request):
    present = session.present()
    for name in request['names']:
        forms.undefine(present.variables, name)
    return {'ok': True}


def documented(request):
    from alongside.unsupported import NAMES

    return {'ok': request['name'] in NAMES}


def surroundings(request):
    """What variables and functions add to whatever screen is shown."""
    present = session.present()

    def work():
        menu = present.variables.get('menu_items') or []
        if not hasattr(menu, '__iter__') or isinstance(menu, (str, dict)):
            raise ValueError('`menu_items` must be a list of menu items')
        items = []
        for item in menu:
            if not isinstance(item, dict) or 'label' not in item or 'url' not in item:
                raise ValueError('each of `menu_items` needs a `label` and a `url`')
            items.append({'label': str(item['label']), 'url': str(item['url'])})
        return {
            'menu': items,
            'parts': present.state.get('parts', {}),
            'progress': present.state.get('progress'),
            'noBack': present.state.pop('no back', False),
            'language': present.state.get('language'),
        }

    return guarded(work)


OPERATIONS = {
    'load': interview.load,
    'open': open_session,
    'restart': restart,
    'save': save,
    'accepted': accepted,
    'run': run,
    'create': create,
    'template': create_template,
    'table': create_table,
    'group': group_action,
    'look': look,
    'defined': defined,
    'classes': classes,
    'roles': roles,
    'wait': wait,
    'addresses': addresses,
    'interview-url': interview_url,
    'assign': assign,
    'presume': presume,
    'validate': validate,
    'settle': settle,
    'descend': descend,
    'forget': forget,
    'surroundings': surroundings,
    'documented': documented,
    'tell': telling.tell,
}
