package intake

import (
	"crypto/subtle"
	"encoding/base64"
	"mime"
	"net/http"
	"net/netip"
	"strings"
)

// MaxBody is the largest request body in bytes, decoded.
const MaxBody = 32 << 10

// header returns a request header. API Gateway sends names in lower case and
// joins repeated headers with commas; header also accepts names in other cases.
func (r *request) header(name string) string {
	if v, ok := r.event.Headers[name]; ok {
		return v
	}
	for k, v := range r.event.Headers {
		if strings.EqualFold(k, name) {
			return v
		}
	}
	return ""
}

// path returns the path without the name of the stage, with which API Gateway
// prefixes it if the stage has a name.
func (r *request) path() string {
	path := r.event.RawPath
	if stage := r.event.RequestContext.Stage; stage != "" && stage != "$default" {
		if rest, ok := strings.CutPrefix(path, "/"+stage); ok && strings.HasPrefix(rest, "/") {
			path = rest
		}
	}
	return path
}

// hasOriginKey checks the secret header that CloudFront adds, so that requests
// cannot bypass CloudFront at the API's own address.
func (r *request) hasOriginKey() bool {
	sent := []byte(r.header(OriginSecretHeader))
	for _, secret := range r.OriginSecrets {
		if subtle.ConstantTimeCompare(sent, []byte(secret)) == 1 {
			return true
		}
	}
	return len(r.OriginSecrets) == 0
}

// address returns the visitor's IP address, from sources that the visitor
// cannot write: CloudFront's header if the origin secret proves that CloudFront
// sent it, else the address of the connection.
func (r *request) address() string {
	seen := r.event.RequestContext.HTTP.SourceIP
	if len(r.OriginSecrets) > 0 {
		if viewer := r.header("cloudfront-viewer-address"); viewer != "" {
			// The port follows the last colon, also after an IPv6 address, with or
			// without brackets.
			if i := strings.LastIndexByte(viewer, ':'); i >= 0 {
				seen = strings.Trim(viewer[:i], "[]")
			}
		}
	}
	addr, err := netip.ParseAddr(seen)
	if err != nil {
		return ""
	}
	return embedded4(addr.Unmap().WithZone("")).String()
}

// embedded4 returns the IPv4 address within an IPv6 address, so that both count
// as one: 6to4 (RFC 3056), Teredo (RFC 4380), NAT64 (RFC 6052 and 8215),
// IPv4-translated (RFC 2765) and IPv4-compatible (RFC 4291). It returns any
// other address unchanged.
func embedded4(addr netip.Addr) netip.Addr {
	if !addr.Is6() {
		return addr
	}
	b := addr.As16()
	last := netip.AddrFrom4([4]byte(b[12:]))
	switch {
	case in(addr, "2002::/16"):
		return netip.AddrFrom4([4]byte(b[2:6]))
	case in(addr, "2001::/32"):
		return netip.AddrFrom4([4]byte{^b[12], ^b[13], ^b[14], ^b[15]})
	case in(addr, "64:ff9b::/96"), in(addr, "64:ff9b:1::/48"), in(addr, "::ffff:0:0:0/96"):
		return last
	case in(addr, "::/96") && b[12] != 0:
		return last
	}
	return addr
}

func in(addr netip.Addr, network string) bool { return netip.MustParsePrefix(network).Contains(addr) }

// country returns the country that CloudFront derived from the visitor's
// address, or "".
func (r *request) country() string {
	c := r.header("cloudfront-viewer-country")
	if len(c) != 2 || !isUpper(c[0]) || !isUpper(c[1]) {
		return ""
	}
	return c
}

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }

// mediaType reports whether the body is a form post rather than JSON. It
// refuses other types and charsets other than UTF-8.
func (r *request) mediaType() (isForm bool, p *problem) {
	unsupported := &problem{status: http.StatusUnsupportedMediaType, code: "unsupported_media"}
	t, params, err := mime.ParseMediaType(r.header("content-type"))
	if err != nil {
		return false, unsupported
	}
	if charset, ok := params["charset"]; ok && !strings.EqualFold(charset, "utf-8") {
		return false, unsupported
	}
	switch t {
	case "application/json":
		return false, nil
	case "application/x-www-form-urlencoded":
		return true, nil
	}
	return false, unsupported
}

func (r *request) body() ([]byte, *problem) {
	tooLarge := &problem{status: http.StatusRequestEntityTooLarge, code: "too_large"}
	body := r.event.Body
	if !r.event.IsBase64Encoded {
		if len(body) > MaxBody {
			return nil, tooLarge
		}
		return []byte(body), nil
	}
	if len(body) > base64.StdEncoding.EncodedLen(MaxBody) {
		return nil, tooLarge
	}
	b, err := base64.StdEncoding.DecodeString(body)
	if err != nil {
		return nil, &problem{status: http.StatusBadRequest, code: "malformed_body"}
	}
	if len(b) > MaxBody {
		return nil, tooLarge
	}
	return b, nil
}
