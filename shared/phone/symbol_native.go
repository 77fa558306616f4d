//go:build !tinygo

package phone

// isWordRune says whether a rune beyond ASCII is a letter or number. Beyond the
// Basic Multilingual Plane that is everything except emoji and tags.
func isWordRune(r uint32) bool {
	if r > 0xFFFF {
		return r < 0x1F000 || r > 0x1FAFF && r < 0xE0000
	}
	word := false
	at := uint32(0x80)
	for i := 0; i < len(words); i++ {
		d := uint32(words[i])
		if d >= 0x80 {
			i++
			d = d&0x7F<<8 | uint32(words[i])
		}
		if at += d; r < at {
			break
		}
		word = !word
	}
	return word
}
