package forms

import (
	"net/url"
	"strings"
)

const maxURL = 2000 // bytes

func isLink(s string) bool {
	u, err := url.Parse(s)
	if err != nil || len(s) > maxURL {
		return false
	}
	return isHTTPS(u) || u.Scheme == "mailto" && strings.Contains(u.Opaque, "@")
}

func isHTTPS(u *url.URL) bool { return u.Scheme == "https" && u.Host != "" && u.User == nil }

// destination checks where a visitor is sent: an https URL, or a path on the
// site that answers the form.
func (c *checker) destination(p place, s string) {
	if !c.root.has(p) {
		return
	}
	u, err := url.Parse(s)
	path := strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//") && !strings.Contains(s, `\`)
	if err != nil || len(s) > maxURL || strings.ContainsFunc(s, isControl) || !isHTTPS(u) && !path {
		c.refuse(p, "must be an https URL, or a path that begins with one slash")
	}
}

func (c *checker) origins(origins []string) {
	seen := map[string]bool{}
	for i, origin := range origins {
		p := place{"origins", i}
		switch {
		case origin == "*" && len(origins) > 1:
			c.refuse(p, `"*" stands for all origins; no other may stand beside it`)
		case origin != "*" && !isOrigin(origin):
			c.refuse(p, "%q is no origin such as https://www.example.com or http://localhost:3000", origin)
		case seen[origin]:
			c.refuse(p, "%q is listed twice", origin)
		}
		seen[origin] = true
	}
}

// isOrigin takes origins as browsers write them: in lower case, without a
// slash at the end and without the scheme's own port.
func isOrigin(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || strings.ToLower(s) != s || u.Scheme+"://"+u.Host != s {
		return false
	}
	host := u.Hostname()
	if strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789.-") != "" || strings.HasSuffix(u.Host, ":") {
		return false
	}
	local := host == "localhost" || host == "127.0.0.1"
	return u.Scheme == "https" && u.Port() != "443" || u.Scheme == "http" && local && u.Port() != "80"
}
