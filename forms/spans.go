package forms

import "strings"

// Span is a part of a consent's text: plain text or a link.
type Span struct {
	Text string
	URL  string // "" for plain text
}

// Spans splits a text into plain text and links, which are written [words](URL).
// The words must have no square bracket, and the URL no square bracket,
// parenthesis or space; otherwise it is plain text.
func Spans(text string) []Span {
	var spans []Span
	plain := 0 // start of the text that is not in spans yet
	for i := 0; i < len(text); i++ {
		if text[i] != '[' {
			continue
		}
		words, rest, ok := strings.Cut(text[i+1:], "](")
		if !ok || words == "" || strings.ContainsAny(words, "[]") {
			continue
		}
		url, _, ok := strings.Cut(rest, ")")
		if !ok || url == "" || strings.ContainsAny(url, "([] ") {
			continue
		}
		if plain < i {
			spans = append(spans, Span{Text: text[plain:i]})
		}
		spans = append(spans, Span{words, url})
		plain = i + len("[") + len(words) + len("](") + len(url) + len(")")
		i = plain - 1
	}
	if plain < len(text) {
		spans = append(spans, Span{Text: text[plain:]})
	}
	return spans
}
