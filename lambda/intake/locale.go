package intake

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// maxTags bounds how much of an Accept-Language header is looked at.
const maxTags = 10

// wantedLocales are the visitor's, most wanted first: the one that the page
// was shown in, then what the browser asks for.
func (r *request) wantedLocales(shown string) []string {
	wanted := acceptLanguage(r.header("accept-language"))
	if shown != "" {
		wanted = slices.Insert(wanted, 0, shown)
	}
	return wanted
}

// acceptLanguage is the tags of the header by weight (RFC 9110, section
// 12.5.4).
func acceptLanguage(header string) []string {
	type weighted struct {
		tag    string
		weight float64
	}
	var list []weighted
	for part := range strings.SplitSeq(header, ",") {
		if len(list) == maxTags {
			break
		}
		tag, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		w := weighted{strings.TrimSpace(tag), 1}
		if q, ok := strings.CutPrefix(strings.TrimSpace(params), "q="); ok {
			var err error
			if w.weight, err = strconv.ParseFloat(q, 64); err != nil {
				continue
			}
		}
		if w.tag != "" && w.tag != "*" && w.weight > 0 {
			list = append(list, w)
		}
	}
	slices.SortStableFunc(list, func(a, b weighted) int { return cmp.Compare(b.weight, a.weight) })
	var tags []string
	for _, w := range list {
		tags = append(tags, w.tag)
	}
	return tags
}
