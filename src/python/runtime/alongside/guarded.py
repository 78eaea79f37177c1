"""What becomes of what the author's code raises."""

import traceback

from alongside import forms, session
from alongside.control import Control, NotSupportedYet
from alongside.missing import missing_name


def _describe(error):
    """Type, message and the frames that are the author's, each with its line's text."""
    frames = []
    pieces = {p.where: p for p in session.present().interview.pieces.values()}
    for frame in traceback.extract_tb(error.__traceback__):
        piece = pieces.get(frame.filename)
        if piece is None:
            continue
        line = frame.lineno or 1
        if piece.lines is not None:
            line = piece.lines[line - 1] if line <= len(piece.lines) else line
        rows = piece.source.split('\n')
        text = rows[line - 1].strip() if 0 < line <= len(rows) else ''
        frames.append(f'{frame.filename}, line {line}: {text}')
    return {
        'type': type(error).__name__,
        'message': str(error),
        'frames': frames[-20:],
    }


def guarded(work):
    """{'ok': value}, or why not: a name that is missing, something the code asked for, an error."""
    try:
        return {'ok': work()}
    except Control as control:
        return control.reply
    except (KeyboardInterrupt, MemoryError):
        raise
    except NotSupportedYet as error:
        return {'unsupported': error.feature}
    except SystemExit:
        return {'error': {'type': 'SystemExit', 'message': 'exit() cannot be used', 'frames': []}}
    except forms.ValidationError as error:
        return {'invalid': {'message': str(error), 'field': error.field}}
    except Exception as error:
        name = missing_name(error)
        if name:
            return {'missing': name}
        return {'error': _describe(error)}
