"""The one entry: a JSON text in, a JSON text out."""

import json

from alongside.operations import OPERATIONS


def dispatch(text):
    message = json.loads(text)
    return json.dumps(OPERATIONS[message['operation']](message['payload']))
