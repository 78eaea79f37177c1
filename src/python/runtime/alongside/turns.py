"""Who takes turns in an interview: the variables of roles, and people's addresses."""

from alongside import mail, session


def roles():
    """What the present person is to the interview: the variable `role`, one name or several."""
    role = eval('role', session.present().variables)
    if isinstance(role, str) or role is None:
        return [] if role is None else [role]
    names = list(role) if hasattr(role, '__iter__') and not isinstance(role, dict) else [role]
    if not all(isinstance(name, str) for name in names):
        raise ValueError(f'`role` must be the name of a role or a list of names, not {role!r}')
    return names


def wait_for(needed):
    """ROL1: the next question is for these roles."""
    session.present().variables['role_needed'] = list(needed)
    return True


def addresses(piece):
    """Whom an expression of `role emails` names."""
    present = session.present()
    people = eval(present.interview.pieces[piece].code, present.variables)
    return [] if isinstance(people, bool) else mail.addresses(people)
