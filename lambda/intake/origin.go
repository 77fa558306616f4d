package intake

import (
	"net/url"
	"slices"
	"strings"
)

// originAllowed checks the site of the page that sends a submission, by Origin
// or, if that is absent, by Referer. A request with neither does not come from
// a page on another site, so it is accepted unless Sec-Fetch-Site contradicts
// that.
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
		return true // a page of the stack that sends no referrer
	}
	return r.allows(canonicalOrigin(origin))
}

// allows reports whether pages of the origin may embed the form: the origins in
// the form's list, the stack's pages, or any origin if the form lists "*". ""
// and "null", the origin of a sandboxed frame, are never allowed.
func (r *request) allows(origin string) bool {
	if origin == "" {
		return false
	}
	own := func(o string) bool { return canonicalOrigin(o) == origin }
	return slices.Contains(r.form.Origins, "*") || slices.ContainsFunc(r.OwnOrigins, own) || slices.ContainsFunc(r.form.Origins, own) ||
		origin == canonicalOrigin("https://"+r.host())
}

// host returns the host name in the visitor's URL, for pages of the stack that
// post again. CloudFront requests API Gateway by another name and sends the
// visitor's in a header, which counts only if the origin secret is in use.
func (r *request) host() string {
	if host := r.header("x-viewer-host"); host != "" && len(r.OriginSecrets) > 0 {
		return host
	}
	return r.event.RequestContext.DomainName
}

// canonicalOrigin returns the origin of a URL in the form that browsers send
// (RFC 6454, section 6.1), or "" if it has none.
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
