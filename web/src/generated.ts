// The constants and types of shared/ and forms/. Generated from Go by make generate; do not edit.

/** How a field's value is validated: form.Kind. */
export const Kind = {
  text: 0,
  name: 1,
  multiline: 2,
  email: 3,
  tel: 4,
  option: 5,
  checkbox: 6,
} as const;

/** The shape of a text: form.Pattern. */
export const Pattern = {
  any: 0,
  digits: 1,
  alphanumeric: 2,
  postcode: 3,
  number: 4,
  date: 5,
} as const;

/** The types of numbers in libphonenumber's order. */
export const numberTypes = ["FIXED_LINE","MOBILE","FIXED_LINE_OR_MOBILE","TOLL_FREE","PREMIUM_RATE","SHARED_COST","VOIP","PERSONAL_NUMBER","PAGER","UAN","VOICEMAIL","UNKNOWN"] as const;

/** The UTM parameters and click ids that a submission reports. */
export const campaignKeys = ["utm_source","utm_medium","utm_campaign","utm_term","utm_content","utm_id","gclid","gbraid","wbraid","dclid","fbclid","msclkid","ttclid","twclid","li_fat_id"] as const;

/** The prefix of an attribute's key in a field's name. */
export const attributePrefix = "attributes." as const;

/** The name of the honeypot's control. */
export const honeypotName = "tf_leave_empty" as const;

/** Why a value is refused: the names of form.Code by its number. */
export const errorCodes = ["ok","required","too_short","too_long","invalid_text","forbidden_character","contains_url","pattern_mismatch","unknown_option","email_invalid","email_no_dot","phone_not_a_number","phone_unknown_country","phone_too_short","phone_too_long","phone_invalid","phone_unknown","phone_type_not_allowed","phone_country_not_allowed","country_unknown","unknown_field","too_many","phone_not_loaded"] as const;
export type ErrorCode = (typeof errorCodes)[number];


/** Contact is the body of Thoughtly's POST /contact/create, which takes these six members and no others. */
export interface Contact {
  /** E.164 once validated */
  phone_number: string;
  /** up to form.MaxName code points */
  name?: string;
  /** up to 254 bytes */
  email?: string;
  /** ISO 3166-1 alpha-2 once validated */
  country_code?: string;
  tags?: string[];
  attributes?: Record<string, string>;
}

/** Page describes the page that contains the form. It is reported by the browser, untrusted, and stored as evidence. Of its members only TimeZone has an effect: it limits the hours of calls. */
export interface Page {
  url?: string;
  /** of the visit's first page */
  referrer?: string;
  /** BCP 47 tag of the language shown */
  locale?: string;
  /** IANA name, by the browser */
  time_zone?: string;
  /** of the text shown beside the control */
  consent_version?: string;
  /** the browser shows the page in translation */
  translated?: boolean;
  /** Campaign holds UTM parameters and click ids under their usual names. */
  campaign?: Record<string, string>;
}

/** Submission is the body of POST /contacts: the members of a contact, and those of the submission. */
export interface Submission extends Contact {
  /** the definition's id */
  form: string;
  /** a UUID that the form makes for each submission */
  submission_id: string;
  /** the state of the consent control */
  consent?: boolean;
  page?: Page;
  /** the solved challenge of GET /session */
  proof?: string;
  /** the honeypot, also accepted as HoneypotName: people leave it empty */
  website?: string;
  /** ConsentTextSHA256 is the hash of the consent's words as shown, in lower-case hexadecimal, as the form's markup carries it. */
  consent_text_sha256?: string;
  /** CallTime is the time that the visitor chose for the call, in the visitor's local time: "2026-11-27T14:00", or "fri 14:00" for the next Friday; "" is as soon as possible. */
  call_time?: string;
  /** Tokens of the consent certificate services ActiveProspect TrustedForm and Jornaya, under the names that their scripts give their controls. */
  xxTrustedFormCertUrl?: string;
  universal_leadid?: string;
  /** ConfirmedNumber is whether the visitor sent the number again after the error form.PhoneUnknown. */
  confirmed_number?: boolean;
}

/** FieldError is a refused member of a submission with the reason. For an attribute, Field is "attributes." and its key. */
export interface FieldError {
  field: string;
  code: ErrorCode;
}

/** PublicField is a field in one locale, with the rule that the wasm module checks. */
export interface PublicField {
  name: string;
  type: string;
  kind: number;
  pattern?: number;
  label?: string;
  help?: string;
  placeholder?: string;
  autocomplete?: string;
  required?: boolean;
  min?: number;
  /** always set for texts; bytes for an email address, code points otherwise */
  max?: number;
  options?: PublicOption[];
  value?: string;
  prefill?: boolean;
}

/** PublicOption is an option in one locale. */
export interface PublicOption {
  value: string;
  label: string;
}

/** PublicConsent is the consent in one locale. */
export interface PublicConsent {
  /** shared.ConsentField */
  name: string;
  type: string;
  kind: number;
  required?: boolean;
  version: string;
  /** links are [words](URL) */
  text: string;
  /** of Text in UTF-8, lower-case hexadecimal */
  text_sha256: string;
  /** the company that calls */
  seller: string;
}

/** PublicSuccess is Success in one locale. */
export interface PublicSuccess {
  message?: string;
  redirect?: string;
}

/** Public is a form in one locale for browsers: the data of GET /forms/{id}. It contains no limits, guard settings, origins or fixed tags. */
export interface Public {
  id: string;
  /** of all texts below */
  locale: string;
  /** ltr or rtl */
  dir: string;
  title?: string;
  /** of the heading, 1 to 6 */
  title_level: number;
  fields: PublicField[];
  submit: string;
  /** default, alpha-2 */
  country?: string;
  /** of the default country */
  calling_code?: number;
  /** CallingCodes are the calling codes whose phone tables are in one file, ascending. */
  calling_codes?: number[];
  /** allowed, alpha-2; absent for all */
  countries?: string[];
  /** CountryNames are further names for the country search, by alpha-2 code and separated by |. */
  country_names?: Record<string, string>;
  /** UnknownRanges is Definition.UnknownRanges. */
  unknown_ranges?: string;
  /** form.TypeSet */
  number_type_mask: number;
  consent?: PublicConsent;
  /** Privacy.Stop */
  stop?: boolean;
  success?: PublicSuccess;
  honeypot: boolean;
  /** FormMessages */
  messages: Record<string, string>;
}
