"""The names that interviews find without importing anything."""

from alongside import (
    dates,
    dicts,
    files,
    functions,
    groups,
    legal,
    lists,
    livehelp,
    mail,
    objects,
    people,
    surroundings,
    tables,
    templates,
    unsupported,
    words,
)
from alongside.forms import ValidationError as DAValidationError

_MODULES = (
    (objects, 'DAObject DAEmpty DADateTime DAObjectPlusParameters'),
    (lists, 'DAList'),
    (templates, 'DALazyTemplate'),
    (tables, 'DALazyTableTemplate'),
    (dicts, 'DADict DAOrderedDict'),
    (groups, 'DASet'),
    (files, 'DAFile DAFileList'),
    (people, (
        'Name IndividualName LatitudeLongitude Address City Thing Event Person Organization '
        'Individual PartyList ChildList RoleChangeTracker'
    )),
    (legal, 'Jurisdiction Court Case Document LegalFiling'),
    (dates, (
        'get_default_timezone timezone_list current_datetime today as_datetime format_date '
        'format_time format_datetime date_interval date_difference month_of day_of year_of dow_of'
    )),
    (mail, 'send_email'),
    (livehelp, 'set_live_help_status chat_partners_available get_chat_log'),
    (words, (
        'word capitalize title_case comma_list comma_and_list add_separators possessify nice_number '
        'ordinal_number ordinal quantity_noun noun_plural noun_singular verb_present verb_past '
        'indefinite_article a_preposition_b in_the the your her his some yesno noyes alpha roman '
        'currency currency_symbol space_to_underscore single_paragraph quote_paragraphs indent '
        'fix_punctuation single_to_double_newlines bold italic plain split name_suffix period_list '
        'salutation item_label'
    )),
    (functions, (
        'process_action action_arguments action_argument url_action interview_url_action url_ask '
        'action_menu_item action_button_html force_ask force_gather defined value showifdef showif '
        'define undefine invalidate need reconsider re_run_logic set_variables all_variables dispatch '
        'selections validation_error message command set_parts set_title set_progress get_progress '
        'prevent_going_back set_save_status set_status get_status session_tags interview_url url_of '
        'referring_url static_image'
    )),
    (surroundings, (
        'user_logged_in user_privileges user_has_privilege user_info '
        'current_context set_info get_info device interface language_from_browser set_language '
        'get_language get_dialect get_locale set_locale update_locale get_country set_country '
        'get_config server_capabilities log explain clear_explanations explanation logic_explanation '
        'from_b64_json encode_name decode_name raw verbatim task_performed task_not_yet_performed '
        'mark_task_as_performed times_task_performed set_task_counter phone_number_is_valid '
        'phone_number_in_e164 phone_number_formatted'
    )),
)  # fmt: skip

__all__ = ['DAValidationError']
for _module, _names in _MODULES:
    for _name in _names.split():
        globals()[_name] = getattr(_module, _name)
        __all__.append(_name)

__getattr__ = unsupported.look_up('docassemble.base.util')
