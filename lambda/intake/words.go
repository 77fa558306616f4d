package intake

// words maps keys to the texts of one locale.
type words map[string]string

// english has the texts that the locale files do not have: problems that
// developers meet rather than visitors.
var english = words{
	"error.internal":             "Something went wrong.",
	"error.not_found":            "There is nothing here.",
	"error.forbidden":            "Direct requests to this address are not allowed.",
	"error.method_not_allowed":   "This method is not supported here.",
	"error.unsupported_media":    "Send application/json or application/x-www-form-urlencoded, in UTF-8.",
	"error.too_large":            "The request is larger than 32 KB.",
	"error.malformed_body":       "The body's encoding cannot be read.",
	"error.malformed_json":       "The body is not well-formed JSON.",
	"error.malformed_form":       "The body is not a well-formed form post.",
	"error.invalid_utf8":         "The body is not valid UTF-8.",
	"error.duplicate_member":     "A member occurs twice.",
	"error.unknown_member":       "There is no such member.",
	"error.wrong_type":           "The member is of the wrong type.",
	"error.unknown_form":         "There is no such form.",
	"error.origin_not_allowed":   "This site may not send this form.",
	"error.submission_invalid":   "submission_id must be a UUID.",
	"error.submission_conflict":  "This submission_id was used before with other data.",
	"error.submission_in_flight": "This submission is being processed. Please wait a moment.",
	"error.invalid_fields":       "Please correct the marked fields.",
	"error.rate_limited":         "There were too many requests. Please try again later.",
	"error.phone_stopped":        "This number asked not to be called. Write to {seller} to change that.",
	"error.unavailable":          "This could not be sent now. Please try again in a moment.",
}

// words returns the texts in the visitor's locale, nil until the form or the
// page's locale is known.
func (r *request) words() words {
	switch {
	case r.form == nil && r.locale == "":
		return nil
	case r.form == nil:
		return r.Forms().Messages(r.locale)
	}
	return r.Forms().FormMessages(r.form, r.locale)
}

// get returns the text of the first key that the locale has, else of the first
// that English has.
func (w words) get(keys ...string) string {
	for _, source := range []words{w, english} {
		for _, key := range keys {
			if s := source[key]; s != "" {
				return s
			}
		}
	}
	return ""
}

func (w words) problem(code string) string {
	if s := w.get("error." + code); s != "" {
		return s
	}
	return english["error.internal"]
}
