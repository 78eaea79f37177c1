"""Functions for interview code: variables, actions, addresses, the person in front of the screen.

Public path: `docassemble.base.util`. Behaviour after docassemble's documentation.
"""

import base64
import datetime
import decimal
import json
import urllib.parse

from alongside import control, forms, private, session
from alongside.dicts import DADict
from alongside.groups import DASet
from alongside.lists import DAList
from alongside.objects import DAObject, unwrapped



# Actions


def process_action():
    """Runs the action that is due, if there is one; the engine carries it out."""
    if session.present().due:
        control.run_action()


def action_arguments():
    action = session.present().action
    return dict(action['arguments']) if action else {}


def action_argument(item=None):
    arguments = action_arguments()
    return arguments if item is None else arguments.get(item)


def _action_code(action, arguments):
    message = json.dumps({'action': action, 'arguments': arguments}, default=str)
    return base64.urlsafe_b64encode(message.encode()).decode().rstrip('=')


def url_action(action, **arguments):
    context = session.present().context
    code = _action_code(action, {k: serializable(v) for k, v in arguments.items()})
    return f"{context['root']}s/{context['sessionId']}/action?action={code}"


def interview_url_action(action, **arguments):
    arguments.pop('i', None)
    return session.present().context['urlRoot'] + url_action(action, **arguments)


def url_ask(data):
    return url_action('_da_ask', variables=serializable(data))


def action_menu_item(label, action, **arguments):
    return {'label': label, 'url': url_action(action, **arguments)}


def action_button_html(url, icon=None, color='success', size='sm', block=False, label='Edit', **options):
    from alongside.group_actions import button

    return button(url, label, color, size, **options, block=block)


def force_ask(*names, **options):
    control.force([name for name in names if isinstance(name, str)])


def force_gather(*names, **options):
    control.force([name for name in names if isinstance(name, str)])


# Variables


def defined(name, prior=False):
    return forms.is_defined(session.present(), name)


def value(name, prior=False):
    return eval(name, session.present().variables)


def showifdef(name, alternative='', prior=False):
    return value(name) if defined(name) else alternative


def showif(name, condition, alternative=''):
    return value(name) if condition else alternative


def define(name, content):
    forms.assign(session.present().variables, name, content)


def undefine(*names, invalidate=False):
    for name in names:
        forms.undefine(session.present().variables, name)


invalidate = undefine


def need(*values):
    return True


def reconsider(*names, **options):
    """Undefines each, and needs it again; once in a screen's assembly."""
    present = session.present()
    for name in names:
        if name not in present.reconsidered:
            present.reconsidered.add(name)
            forms.undefine(present.variables, name)
    for name in names:
        value(name)


def re_run_logic():
    control.rerun()


def set_variables(variables, process_objects=False):
    for name, content in variables.items():
        define(name, content)


def all_variables(simplify=True, include_internal=False, special=False):
    present = session.present()
    from alongside.answers import _kept

    kept = {k: v for k, v in _kept(present).items() if not k.startswith('_')}
    return {k: serializable(v) for k, v in kept.items()} if simplify else kept


def serializable(thing):
    """Plain JSON data from anything that a variable may hold."""
    if thing is None or isinstance(thing, (bool, int, float, str)):
        return thing
    if isinstance(thing, (datetime.date, datetime.time)):
        return thing.isoformat()
    if isinstance(thing, decimal.Decimal):
        return float(thing)
    if isinstance(thing, DAObject):
        kind = type(thing)
        data = {'_class': f'{kind.__module__}.{kind.__qualname__}'}
        for name, part in thing.__dict__.items():
            if name != 'attrList' and not name.startswith('_'):
                data[name] = serializable(part)
        return data
    if isinstance(thing, dict):
        return {str(k): serializable(v) for k, v in thing.items()}
    if isinstance(thing, (list, tuple, set, frozenset)):
        return [serializable(part) for part in thing]
    return str(thing)


def dispatch(name):
    """Shows a menu until it gives something else than the name of a defined sub-variable."""
    present = session.present()
    chosen = value(name)
    while chosen not in (None, False, ''):
        if not defined(str(chosen)):
            value(str(chosen))
        forms.undefine(present.variables, str(chosen))
        forms.undefine(present.variables, name)
        chosen = value(name)
    return True


def selections(*arguments, exclude=None, default=None, object_labeler=None):
    excluded = [] if exclude is None else list(unwrapped(exclude)) if hasattr(exclude, '__iter__') else [exclude]
    made = []
    for argument in arguments:
        items = unwrapped(argument) if isinstance(argument, (list, DAList, DADict, DASet)) else [argument]
        for item in items.values() if isinstance(items, dict) else items:
            if item not in excluded and item not in made:
                made.append(item)
    return [{item.instanceName: object_labeler(item) if object_labeler else str(item)} for item in made]


def validation_error(message, field=None):
    raise forms.ValidationError(str(message), field)


# Screens


def message(question=None, subquestion=None, **options):
    values = private.values_of(session.present())
    text = None if subquestion is None else private.mark_values(str(subquestion), values)
    shown = private.mark_values(str(question or ''), values)
    control.show_message({'question': shown, 'subquestion': text})


COMMANDS = (
    'restart', 'refresh', 'exit', 'leave', 'logout', 'exit_logout', 'signin', 'register', 'new_session',
)  # fmt: skip


def command(what, url=None, **options):
    if what not in COMMANDS:
        raise ValueError(f"command(): expected one of {', '.join(COMMANDS)}, not {what!r}")
    control.leave(what, None if url is None else str(url))


def set_parts(**parts):
    kept = session.present().state.setdefault('parts', {})
    for name, text in parts.items():
        kept[name.replace('_', ' ')] = None if text is None else str(text)


def set_title(**parts):
    set_parts(**parts)


def set_progress(number):
    session.present().state['progress'] = number


def get_progress():
    return session.present().state.get('progress', 0)


def prevent_going_back():
    session.present().state['no back'] = True


def set_save_status(status):
    return None


def set_status(**tags):
    session.present().state.setdefault('status', {}).update(serializable(tags))


def get_status(name):
    return session.present().state.get('status', {}).get(name)


def session_tags():
    return DASet('session_tags', elements=set())


# Addresses


def interview_url(**arguments):
    present = session.present()
    context = present.context
    query = {'i': arguments.pop('i', None) or present.interview.path}
    local = arguments.pop('local', False)
    arguments.pop('style', None)
    arguments.pop('temporary', None)
    if query['i'] == present.interview.path and not arguments.pop('new_session', False):
        query['session'] = arguments.pop('session', None) or context['sessionId']
        if present.variables.get('multi_user', False) is True:
            query['share'] = context['shareKey']
    query.update({k: str(v) for k, v in arguments.items()})
    # Colons and slashes are harmless in a query and make the interview's path readable.
    text = urllib.parse.urlencode(query, safe=':/')
    return f"{'' if local else context['urlRoot']}{context['root']}interview?{text}"


def url_of(name, **options):
    context = session.present().context
    if getattr(name, 'da_files', False):
        return name.url_for(**options)
    root, own = context['root'], f"{context['root']}s/{context['sessionId']}"
    if name == 'help':
        return '#help'
    fixed = {
        'login': 'signin', 'signin': 'signin', 'interviews': 'interviews', 'interview_list': 'interviews', 'monitor': 'monitor',
        'root': '', 'register': 'signin', 'userlist': 'admin/users', 'password': 'account/password', 'change_password': 'account/password',
    }  # fmt: skip
    if name in fixed:
        address = root + fixed[name]
        if options.get('next'):
            # Of this server by its path: nobody is sent elsewhere after signing in.
            place = str(options['next']).removeprefix(context['urlRoot'])
            address += f"?{urllib.parse.urlencode({'next': place})}"
    elif name in ('interview', 'new_session'):
        query = {'i': options.pop('i', None) or session.present().interview.path}
        if name == 'new_session':
            query['new_session'] = '1'
        query.update({k: str(v) for k, v in options.items()})
        return f"{root}interview?{urllib.parse.urlencode(query, safe=':/')}"
    elif name in COMMANDS:
        target = {} if options.get('url') is None else {'url': str(options['url'])}
        address = url_action('_da_command', what=name, **target)
    elif isinstance(name, str) and '.' in name:
        address = f"{own}/static/{urllib.parse.quote(name, safe=':/')}"
    else:
        raise control.NotSupportedYet(f'url_of({name!r})')
    return (context['urlRoot'] if options.get('_external') else '') + address


def referring_url(default=None, current=False):
    return default


def static_image(name, width=None):
    size = f', {width}' if width else ''
    return f'[FILE {name}{size}]'
