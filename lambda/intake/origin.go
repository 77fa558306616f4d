package intake

import (
	"net/url"
	"slices"
	"strings"
)

// originAllowed checks the site that a submission comes from, by Origin or
// where that is absent by Referer. A request with neither is no browser's on
// another site, and this check is about those; it is not refused unless
// Sec-Fetch-Site says that it is one after all.
func (r *request) originAllowed() bool {
	if slices.Contains(r.form.Origins, "*") {
		return true
	}
	site := r.header("sec-fetch-site")
	origin := r.header("origin")
	if origin == "" {
		origin = r.header("referer")
	}
	switch {
	case origin == "":
		return site == "" || site == "same-origin" || site == "none"
	case origin == "null" && site == "same-origin":
		return true // a page of the stack's own that sends no referrer
	}
	return r.allows(canonicalOrigin(origin))
}

// allows reports whether pages of the origin may embed the form: the form's own
// list, the stack's pages, or any origin where the form lists "*". "" is never
// allowed, nor is "null", the origin of a sandboxed frame.
func (r *request) allows(origin string) bool {
	if origin == "" {
		return false
	}
	own := func(o string) bool { return canonicalOrigin(o) == origin }
	return slices.Contains(r.form.Origins, "*") || slices.ContainsFunc(r.OwnOrigins, own) || slices.ContainsFunc(r.form.Origins, own) ||
		origin == canonicalOrigin("https://"+r.host())
}

// host returns the one that the visitor asked, for a page of the stack's own that
// posts again. CloudFront has to ask API Gateway by another, so it is in a
// header of the stack's, which counts where CloudFront has proved itself.
func (r *request) host() string {
	if host := r.header("x-viewer-host"); host != "" && len(r.OriginSecrets) > 0 {
		return host
	}
	return r.event.RequestContext.DomainName
}

// canonicalOrigin returns the origin of a URL as a browser would send it (RFC 6454,
// section 6.1), "" if it has none.
func canonicalOrigin(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	host := strings.ToLower(u.Host)
	if u.Scheme == "https" {
		host = strings.TrimSuffix(host, ":443")
	} else {
		host = strings.TrimSuffix(host, ":80")
	}
	return u.Scheme + "://" + host
}
