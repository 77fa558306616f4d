package intake

import (
	"net/url"
	"regexp"
	"testing"

	"thoughtlyform/forms"
	"thoughtlyform/forms/render"
)

// TestSnippetNamesAreRead checks that decodeForm accepts all control names of the full
// markup.
func TestSnippetNamesAreRead(t *testing.T) {
	set, err := forms.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range set.IDs() {
		f, err := set.Form(id)
		if err != nil {
			t.Fatal(err)
		}
		public := set.Public(f, "en")
		names := regexp.MustCompile(` name="([^"]*)"`).FindAllStringSubmatch(render.HTML(public.Tree(forms.TreeOptions{})), -1)
		if len(names) < len(f.Fields) {
			t.Errorf("%s has the controls %q only", id, names)
		}
		for _, m := range names {
			body := url.Values{m[1]: {"true"}}.Encode()
			if _, p := decodeForm([]byte(body)); p != nil {
				t.Errorf("%s: the control %s: %+v", id, m[1], p)
			}
		}
	}
}
