"""The variables of a session as JSON, for the person whose answers they are."""

import json

UNTOLD = '(cannot be told)'


def tell(request):
    from alongside.functions import all_variables, serializable

    # One that cannot be told (it holds itself, or is no number) must not hide the others.
    told = {}
    for name, value in all_variables(simplify=False).items():
        try:
            told[name] = json.loads(json.dumps(serializable(value), allow_nan=False))
        except (KeyboardInterrupt, MemoryError):
            raise
        except Exception:
            told[name] = UNTOLD
    return {'ok': json.dumps(told, indent=2, sort_keys=True, ensure_ascii=False)}
