package check

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"thoughtlyform/forms"
)

const maxMessage = 1000 // bytes

var languageTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

// checkLocale checks the messages of one locale and returns them. Each key must
// be in english, and each message must have the placeholders of the English one.
// A nil english skips both comparisons.
func checkLocale(files fs.FS, name string, english map[string]string) (map[string]string, error) {
	source, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	root, err := parse(name, source)
	if err != nil {
		return nil, err
	}
	c := &checker{file: name, root: root}
	if root.kind != object {
		c.refuse(nil, "must be an object")
	}
	if !languageTag.MatchString(forms.Stem(name)) {
		c.refuse(nil, "the file name is not a language tag such as en or pt-BR")
	}
	c.once(nil, root)
	words, keys := map[string]string{}, []string{}
	for key := range english {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, m := range root.members {
		p, message := place{m.name}, m.value.literal
		words[m.name] = message
		of, known := english[m.name]
		switch {
		case m.value.kind != text:
			c.refuse(p, "must be a string")
		case strings.TrimSpace(message) == "" || len(message) > maxMessage:
			c.refuse(p, "must have 1 to %d bytes", maxMessage)
		case strings.ContainsFunc(message, isControl):
			c.refuse(p, "has a control character")
		case english != nil && !known:
			c.refuse(p, "en.json has no such key%s", suggestion(m.name, keys))
		case english != nil && !slices.Equal(placeholders(message), placeholders(of)):
			c.refuse(p, "does not have the placeholders of en.json, %q", of)
		}
	}
	if dir := words["dir"]; dir != "ltr" && dir != "rtl" {
		c.refuse(place{"dir"}, `is %q; it must be "ltr" or "rtl"`, dir)
	}
	return words, c.err()
}

func isControl(r rune) bool { return r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 }

var placeholder = regexp.MustCompile(`\{[^}]*\}?`)

// placeholders returns the {name}s of a message, sorted.
func placeholders(message string) []string {
	names := placeholder.FindAllString(message, -1)
	slices.Sort(names)
	return names
}
