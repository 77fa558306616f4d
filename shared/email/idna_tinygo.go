//go:build tinygo

package email

func appendASCII(dst, domain []byte) ([]byte, bool) { return appendPunycode(dst, domain) }
