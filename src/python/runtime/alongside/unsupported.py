"""Names that docassemble documents and that are not there yet: asking for one says so (PYT4)."""

from alongside.control import NotSupportedYet

NAMES = frozenset(
    """
    DAFileCollection DAStaticFile DALink DAGlobal DAStore
    DACloudStorage DARedis DAOAuth DAWeb DASQL DBCAttachment SQLObject SQLObjectRelationship
    StandardRelationshipDir RelationshipTree RelationshipDir Relationship PeriodicValue Value
    PeriodicFinancialList FinancialList Asset AssetList Income IncomeList Expense ExpenseList
    OfficeList DASessionLocal DADeviceLocal DAUserLocal DATemplate DAContext DARemoteReturn DABreadCrumbs
    GoogleAPI CustomDataType MachineLearner
    SimpleTextMachineLearner SVMMachineLearner RandomForestMachineLearner DAModel DAGoogleAPI
    forget_result_of json_response response variables_as_json redact interview_url_as_qr
    interview_url_action_as_qr qr_code read_qr interview_email get_emails send_fax map_of
    location_known location_returned user_lat_lon iso_country countries_list country_name
    states_list state_name subdivision_type update_terms language_name start_time last_access_time
    last_access_days last_access_hours last_access_minutes last_access_delta returning_user
    phone_number_part interview_list interview_menu create_user invite_user get_user_list
    get_user_info set_user_info get_user_secret get_session_variables create_session
    set_session_variables run_action_in_session get_question_data go_back_in_session
    manage_privileges objects_from_file ocr_file ocr_file_in_background path_and_mimetype
    run_python_module pdf_concatenate docx_concatenate overlay_pdf zip_file transform_json_variables
    send_sms get_sms_session initiate_sms_session terminate_sms_session include_docx_template
    assemble_docx background_action background_response background_response_action
    background_error_action bg_context write_record read_records delete_record
    variables_snapshot_connection store_variables_snapshot alchemy_url connect_args upsert
    sections_progress section_links set_pdf_file get_short_code sql_connection stash_data retrieve_stashed_data
    """.split()
)


def look_up(module):
    def look(name):
        if name in NAMES:
            raise NotSupportedYet(name)
        raise AttributeError(f'module `{module}` has no `{name}`')

    return look
