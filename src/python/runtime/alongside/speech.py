"""How a sentence speaks of an object: to whoever is the user as "you", of all others by name."""

import re


def capital(text, options):
    return text[:1].upper() + text[1:] if options.get('capitalize') else text


class Spoken:
    def _is_user(self):
        from alongside import session

        present = session.present_or_none()
        user = None if present is None else present.info.get('user')
        return user is not None and getattr(user, 'instanceName', None) == self.instanceName

    def is_user(self):
        return self._is_user()

    def possessive(self, target, **options):
        from alongside.words import possessify

        return capital(f'your {target}' if self._is_user() else possessify(self, target), options)

    def object_possessive(self, target, **options):
        """By the variable's name, for what has no name of its own yet: "the village idiot's name"."""
        from alongside.words import possessify

        if self._is_user():
            return capital(f'your {target}', options)
        if re.fullmatch(r'\w+', self.instanceName):
            return capital(possessify(f'the {self.object_name()}', target), options)
        return capital(f'the {target} of {_described(self.instanceName)}', options)

    def is_are_you(self, **options):
        return capital('are you' if self._is_user() else f'is {self}', options)

    def is_question(self, target, **options):
        return capital(f'are you {target}' if self._is_user() else f'is {self} {target}', options)

    def do_question(self, verb, **options):
        return capital(f'do you {verb}' if self._is_user() else f'does {self} {verb}', options)

    def did_question(self, verb, **options):
        return capital(f'did you {verb}' if self._is_user() else f'did {self} {verb}', options)

    def were_question(self, target, **options):
        return capital(f'were you {target}' if self._is_user() else f'was {self} {target}', options)

    def have_question(self, target, **options):
        return capital(f'have you {target}' if self._is_user() else f'has {self} {target}', options)

    def does_verb(self, verb, **options):
        from alongside.words import verb_present

        return verb if self._is_user() else verb_present(verb)

    def did_verb(self, verb, **options):
        from alongside.words import verb_past

        return verb_past(verb)

    def yourself_or_name(self, **options):
        return capital('yourself' if self._is_user() else str(self), options)

    def pronoun_or_name(self, **options):
        return capital('you' if self._is_user() else str(self), options)

    subjective_pronoun_or_name = pronoun_or_name

    def _pronoun(self, third, user, options):
        return capital(user if self._is_user() else third, options)

    def pronoun_objective(self, **options):
        return self._pronoun('it', 'you', options)

    def pronoun_subjective(self, **options):
        return self._pronoun('it', 'you', options)

    def pronoun_possessive(self, target, **options):
        return self._pronoun(f'its {target}', f'your {target}', options)

    def itself(self, **options):
        return self._pronoun('itself', 'yourself', options)

    def pronoun(self, **options):
        return self.pronoun_objective(**options)


def _described(name):
    """`case.defendant[0]`: the first defendant in the case."""
    from alongside.words import noun_singular, ordinal

    owner, part, index = re.fullmatch(r'(?:(.*)\.)?(\w+)((?:\[[^\]]*\])*)', name, re.S).groups()
    found = part.replace('_', ' ')
    number = re.search(r'\[(\d+)\]$', index)
    if number is not None:
        found = f'{ordinal(int(number[1]))} {noun_singular(found)}'
    return f'the {found}' + (f' in {_described(owner)}' if owner else '')
