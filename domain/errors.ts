/**
 * Errors a person can act on. The code is the contract: edges turn it into an HTTP problem (RFC 9457),
 * a line in the terminal or a sentence in the interface. Nobody decides anything by reading a message.
 */
export const errorStatus = {
  organisation_not_found: 404,
  organisation_name_taken: 409,
  site_not_found: 404,
  user_not_found: 404,
  number_invalid: 422,
  number_not_found: 404,
  number_taken: 409,
  number_kind_refused: 422,
  sip_account_not_found: 404,
  sip_account_taken: 409,
  phone_not_found: 404,
  phone_state_refused: 409,
  mac_invalid: 422,
  mac_taken: 409,
  model_unknown: 422,
  layout_not_found: 404,
  key_place_invalid: 422,
  key_invalid: 422,
  key_locked: 403,
  target_not_found: 404,
  setting_unknown: 422,
  setting_invalid: 422,
  layer_invalid: 422,
  network_invalid: 422,
  window_not_found: 404,
  window_duration_invalid: 422,
  contact_list_not_found: 404,
  contact_not_found: 404,
  response_group_not_found: 404,
  name_invalid: 422,
  version_conflict: 412,
  csv_invalid: 422,
  csv_row_twice: 422,
  upload_too_large: 413,
  upload_quota: 413,
  upload_refused: 403,
  key_missing: 500,
  key_wrong: 500,
  secret_unreadable: 500,
  schema_newer: 500,
  catalogue_invalid: 500,
  template_failed: 500,
  settings_invalid: 500,
  settings_unsafe: 500,
  port_in_use: 500,
  port_refused: 500,
  database_unreachable: 500,
  name_ambiguous: 409,
  right_missing: 403,
  last_administrator: 409,
  time_invalid: 422,
  diversion_not_found: 404,
  diversion_reason_unknown: 422,
  diversion_end_missing: 422,
  diversion_open_end_refused: 422,
  diversion_end_past: 422,
  diversion_end_before_start: 422,
  diversion_too_long: 422,
  diversion_overlap: 409,
  diversion_over: 409,
  diversion_note_too_long: 422,
  forwarding_target_missing: 422,
  forwarding_target_refused: 422,
  forwarding_loop: 422,
  forwarding_seconds_invalid: 422,
  shown_number_refused: 422,
  feature_group_refused: 422,
  feature_group_half: 409,
  group_login_fixed: 403,
  password_too_short: 422,
  password_too_long: 422,
  password_too_simple: 422,
  username_invalid: 422,
  username_taken: 409,
  secondary_follows_mobile: 409,
  search_words_invalid: 422,
  deactivation_date_past: 422,
  sign_in_refused: 401,
  password_wrong: 422,
  password_change_needed: 403,
  reset_link_invalid: 410,
  version_missing: 428,
  picture_kind_refused: 422,
  picture_unreadable: 422,
  picture_too_large: 413,
  picture_too_many_pixels: 422,
  picture_not_found: 404,
  input_invalid: 422,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** What exactly was wrong; values are plain and never secret. */
export type ErrorDetail = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** A typed error with a stable code. `detail` fills in the sentence that the edge looks up. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;
  constructor(code: ErrorCode, detail: ErrorDetail = {}) {
    super(`${code}${Object.keys(detail).length ? ` ${JSON.stringify(detail)}` : ""}`);
    this.name = "DomainError";
    this.code = code;
    this.detail = detail;
  }
}
