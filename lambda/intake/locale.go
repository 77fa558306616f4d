package intake

// wantedLocales returns the visitor's wishes for forms.Form.Locale, the most
// wanted first: the locale that the page was shown in, then what the browser
// asks for.
func (r *request) wantedLocales(shown string) []string {
	return []string{shown, r.header("accept-language")}
}
