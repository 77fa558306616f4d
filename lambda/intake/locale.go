package intake

// wantedLocales returns the wanted locales for forms.Form.Locale in order of
// preference: the locale of the page, then those of the browser.
func (r *request) wantedLocales(shown string) []string {
	return []string{shown, r.header("accept-language")}
}
