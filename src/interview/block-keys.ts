/**
 * docassemble's block keys and field modifiers, as its documentation names them (LNG2): what is
 * supported is taken, what is only known says "not supported yet", all else is a mistake.
 */

/** Each makes a kind of block of its own. */
export const SUPPORTED_BLOCK_KEYS: ReadonlySet<string> = new Set([
  // whole blocks
  'metadata', 'features', 'interview help', 'modules', 'imports', 'include', 'objects', 'code',
  'question', 'template', 'content', 'subject', 'comment', 'default screen parts', 'default validation messages',
  'images', 'image sets',
  // logic
  'mandatory', 'initial', 'id', 'event', 'default role', 'role', 'role emails', 'sets', 'only sets', 'need', 'if',
  'generic object', 'supersedes', 'scan for variables', 'reconsider', 'undefine',
  // screens
  'subquestion', 'under', 'decoration', 'help', 'fields', 'field', 'yesno', 'noyes', 'yesnomaybe', 'noyesmaybe',
  'buttons', 'choices', 'dropdown', 'combobox', 'review', 'continue button field',
  'continue button label', 'continue button color', 'resume button label', 'resume button color',
  'back button label', 'prevent going back', 'progress', 'section', 'language', 'skip undefined', 'signature', 'pen color', 'required', 'sensitive',
  'validation code', 'css class', 'tabular', 'back button', 'breadcrumb',
  'audio', 'video', 'list collect', 'ga id', 'segment id', 'allowed to set', 'question metadata', 'reload',
]) // prettier-ignore

/** Beside those of all logic, what a `table` may have. */
export const TABLE_BLOCK_KEYS: ReadonlySet<string> = new Set([
  'table', 'rows', 'columns', 'edit', 'delete buttons', 'show if empty', 'sort key', 'sort reverse', 'filter',
  'require gathered', 'show incomplete', 'not available label', 'read only',
  'mandatory', 'initial', 'id', 'sets', 'only sets', 'need', 'if', 'generic object', 'supersedes', 'reconsider',
  'undefine', 'comment',
]) // prettier-ignore

export const KNOWN_BLOCK_KEYS: ReadonlySet<string> = new Set([
  'on change', 'order', 'data', 'variable name', 'use objects', 'depends on', 'include attachment notice', 'include download tab', 'describe file types', 'auto open',
  'action buttons', 'allow downloading', 'allow emailing', 'allow reordering', 'always include editable files',
  'attachment', 'attachment code', 'attachment options', 'attachments', 'auto terms',
  'check in', 'columns', 'confirm', 'corner back button label', 'css', 'data from code', 'date min',
  'def', 'default language', 'delete buttons',
  'disable continue button', 'disable others', 'edit', 'edit header', 'email address template',
  'email body', 'email subject', 'email template', 'events', 'exit label', 'exit link', 'exit url',
  'extras', 'filter', 'footer', 'full title', 'gathered', 'generic list object', 'hide continue button',
  'include_internal', 'indent', 'input format', 'interview help label',
  'logo', 'machine learning storage', 'mako', 'manual attachment list', 'not available label', 'objects from file',
  'orelse', 'post', 'pre', 'precedence', 'read only', 'reset', 'response', 'response filename',
  'right', 'rows', 'script', 'sections', 'segment', 'short logo', 'short title',
  'show if empty', 'show incomplete', 'require gathered', 'sleep', 'sort key', 'sort reverse', 'submit',
  'subtitle', 'table', 'table css class', 'table width', 'target', 'terms', 'title', 'translations',
  'under text', 'url', 'usedefs', 'zip filename', 'binaryresponse', 'all_variables',
  'content type', 'redirect url', 'null response', 'response code', 'command', 'backgroundresponse',
  'backgroundresponse action', 'object from file', 'content file', 'features from code', 'continue to',
]) // prettier-ignore

export const SUPPORTED_MODIFIERS: ReadonlySet<string> = new Set([
  'datatype', 'input type', 'required', 'default', 'hint', 'help', 'note', 'html', 'label', 'no label',
  'field', 'choices', 'code', 'exclude', 'none of the above', 'min', 'max', 'minlength', 'maxlength',
  'step', 'sensitive', 'css class', 'rows', 'label above field',
  'floating label', 'grid', 'item grid', 'address autocomplete', 'field metadata',
  'currency symbol', 'show if', 'hide if', 'enable if', 'disable if', 'disable others', 'check others', 'uncheck others',
  'all of the above', 'shuffle', 'under text', 'scale', 'disabled', 'validation messages', 'validate',
  'accept', 'maximum image size', 'image upload type', 'file css class',
  'object labeler', 'help generator', 'image generator',
]) // prettier-ignore

export const KNOWN_MODIFIERS: ReadonlySet<string> = new Set([
  'inline width', 'action', 'allow privileges', 'allow users', 'attachment', 
  'data', 'extras', 'group',
  'js disable if', 'js enable if', 'js hide if',
  'js show if', 'keywords', 'language', 'ml group', 'max size', 'persistent',
  'private', 'query parameters', 'raw html', 'read only', 'trigger at',
  'using', 'width',
]) // prettier-ignore

export const SUPPORTED_DATATYPES: ReadonlySet<string> = new Set([
  'text', 'area', 'password', 'email', 'integer', 'number', 'currency', 'float', 'date', 'time', 'datetime',
  'yesno', 'noyes', 'yesnowide', 'noyeswide', 'yesnoradio', 'noyesradio', 'yesnomaybe', 'noyesmaybe',
  'boolean', 'threestate', 'range', 'radio', 'dropdown', 'combobox', 'datalist', 'checkboxes', 'multiselect', 'hidden',
  'file', 'files', 'camera', 'user', 'environment', 'camcorder', 'microphone',
  'object', 'object_radio', 'object_checkboxes', 'object_multiselect',
]) // prettier-ignore

export const KNOWN_DATATYPES: ReadonlySet<string> = new Set([
  'ml', 'mlarea', 'ajax', 'raw',
]) // prettier-ignore

/** Buttons that do something instead of setting a variable. */
export const SPECIAL_BUTTONS: ReadonlySet<string> = new Set([
  'restart', 'exit', 'leave', 'logout', 'exit_logout', 'signin', 'register', 'new_session', 'refresh', 'continue',
]) // prettier-ignore
