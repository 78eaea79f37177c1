"""`list collect`: what the engine does to a list whose items were asked for on one screen."""

from alongside.lists import DAList
from alongside.missing import missing_name


def state(value, name):
    """How many items there are and how many there have to be, without gathering."""
    if not isinstance(value, DAList):
        raise ValueError(f'`list collect` needs `{name}` to be a DAList')
    own = value.__dict__
    target = own.get('target_number') if own.get('ask_number') else None
    return {'size': len(value.elements), 'minimum': _number(own.get('minimum_number')), 'target': _number(target)}


def _number(value):
    try:
        return None if value is None else int(value)
    except (TypeError, ValueError):
        return None


def of_item(gathered, look):
    """What `look` gives; None where an item lacks it. The list is as before: looking makes no items."""
    elements, own = list(gathered.elements), dict(gathered.__dict__)
    try:
        return look()
    except Exception as error:
        if not (missing_name(error) or '').startswith(gathered.instanceName + '['):
            raise
        return None
    finally:
        gathered.__dict__.clear()
        gathered.__dict__.update(own)
        gathered.elements[:] = elements


def grow(variables, request):
    """There are as many objects as answers come for; other items come with their answers."""
    gathered = eval(request['variable'], variables)
    while request['ofObjects'] and len(gathered.elements) < request['size']:
        gathered.appendObject()


def settle(variables, request):
    gathered = eval(request['variable'], variables)
    for index in reversed(request['gone']):
        if index < len(gathered.elements):
            gathered.pop(index)
    if gathered.elements:
        gathered.there_are_any = True
    gathered.__dict__.pop('wanted_number', None)
    if gathered.complete_attribute == 'complete':
        for item in gathered.elements:
            getattr(item, '__dict__', {}).pop('complete', None)
    if request['isFinal']:
        gathered.there_is_another = False
