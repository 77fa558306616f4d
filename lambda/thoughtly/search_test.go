package thoughtly

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const submission = "018f3a6e-0000-4000-8000-000000000001"

func TestSearch(t *testing.T) {
	const mine = `{"id":"c1","phone_number":"+14155550123","attributes":{"submission_id":"` + submission + `"}}`
	const other = `{"id":"c2","phone_number":"+14155550123","attributes":{"submission_id":"another"}}`
	const stranger = `{"id":"c3","phone_number":"+1 415 555 0199"}`
	for name, c := range map[string]struct {
		data    string
		id      string
		unknown bool
	}{
		"list":                       {data: "[" + other + "," + mine + "]", id: "c1"},
		"member":                     {data: `{"contacts":[` + mine + `],"total":1}`, id: "c1"},
		"nested":                     {data: `{"page":{"results":[{"contact":` + mine + `}]}}`, id: "c1"},
		"single contact":             {data: mine, id: "c1"},
		"number for an id":           {data: strings.ReplaceAll(mine, `"c1"`, "42"), id: "42"},
		"attributes as pairs":        {data: `[{"id":"c1","attributes":[{"key":"submission_id","value":"` + submission + `"}]}]`, id: "c1"},
		"attributes as text":         {data: `[{"id":"c1","attributes":"{\"submission_id\":\"` + submission + `\"}"}]`, id: "c1"},
		"beside a doubtful one":      {data: `[{"id":"c2","phone_number":"+14155550123"},` + mine + `]`, id: "c1"},
		"empty list":                 {data: "[]"},
		"empty member":               {data: `{"contacts":[],"total":0}`},
		"others only":                {data: `{"contacts":[` + other + `,` + stranger + `]}`},
		"no attributes":              {data: `[{"id":"c1","phone_number":"+14155550123"}]`, unknown: true},
		"no attributes, 00 number":   {data: `[{"id":"c1","phone_number":"1 (415) 555-0123"}]`, unknown: true},
		"null attributes":            {data: `[{"id":"c1","phone_number":"+14155550123","attributes":null}]`, unknown: true},
		"null attributes, no number": {data: `[{"id":"c1","attributes":null}]`, unknown: true},
		"null attributes, another":   {data: `[{"id":"c1","phone_number":"+14155550199","attributes":null}]`},
		"a total of more":            {data: `{"contacts":[` + other + `],"total":2}`, unknown: true}, // the same page again
		"no data":                    {data: "null", unknown: true},
		"no number":                  {data: `[{"id":"c1","phone_number":null}]`, unknown: true},
		"ids only":                   {data: `["c1"]`, unknown: true},
		"numbers":                    {data: `{"total":1}`, unknown: true},
		"empty object":               {data: "{}", unknown: true},
		"mine without an id":         {data: `[{"id":null,"attributes":{"submission_id":"` + submission + `"}}]`, unknown: true},
		"text":                       {data: `"none"`, unknown: true},
		"deep":                       {data: strings.Repeat("[", 20) + strings.Repeat("]", 20), unknown: true},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodGet || r.URL.Path != "/contact" || r.URL.Query().Get("search") != "+14155550123" || r.Header.Get("team_id") != "team" {
					t.Errorf("%s %s", r.Method, r.URL)
				}
				_, _ = io.WriteString(w, `{"data":`+c.data+`,"error":null}`)
			}))
			defer server.Close()
			id, err := (&Client{URL: server.URL, Credentials: &secrets{}, HTTP: NewHTTP()}).Search(t.Context(), "+14155550123", submission)
			if id != c.id || (err != nil) != c.unknown {
				t.Fatalf("got %q, %v; want %q", id, err, c.id)
			}
			if err != nil && !Classify(err).Unreadable {
				t.Errorf("%v is not marked as unreadable", err)
			}
		})
	}
}

// A search reads further pages while they have new contacts: the API can send fewer
// contacts than requested, or always the same page.
func TestSearchReadsFurtherPages(t *testing.T) {
	const mine = `{"id":"c1","attributes":{"submission_id":"` + submission + `"}}`
	for name, c := range map[string]struct {
		size   int // contacts a page
		at     int // the page, from 1, whose last contact is the submission's; 0 for none
		pages  int // number of pages with contacts
		same   bool
		total  int
		id     string
		asked  int
		failed bool
	}{
		"second page":           {size: pageSize, at: 2, pages: 2, id: "c1", asked: 2},
		"pages of twenty":       {size: defaultPage, at: 2, pages: 2, id: "c1", asked: 2},
		"small pages, total":    {size: 5, at: 3, pages: 3, total: 16, id: "c1", asked: 3},
		"one small page":        {size: 5, pages: 1, asked: 1},
		"a total that is wrong": {size: 5, pages: 1, total: 9, asked: 2},
		"a full last page":      {size: pageSize, pages: 1, asked: 2},
		"page is ignored":       {size: pageSize, pages: 9, same: true, asked: 2, failed: true},
		"too many":              {size: pageSize, pages: 9, asked: maxPages, failed: true},
	} {
		t.Run(name, func(t *testing.T) {
			asked := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				asked++
				var list []string
				for n := range c.size {
					if page := asked; page <= c.pages {
						if c.same {
							page = 1
						}
						list = append(list, fmt.Sprintf(`{"id":"p%d-%d","attributes":{}}`, page, n))
					}
				}
				if asked == c.at {
					list = append(list, mine)
				}
				_, _ = fmt.Fprintf(w, `{"data":{"contacts":[%s],"total":%d}}`, strings.Join(list, ","), c.total)
			}))
			defer server.Close()
			id, err := (&Client{URL: server.URL, Credentials: &secrets{}, HTTP: NewHTTP()}).Search(t.Context(), "+14155550123", submission)
			if id != c.id || (err != nil) != c.failed || asked != c.asked {
				t.Errorf("%q, %v after %d pages; want %q after %d", id, err, asked, c.id, c.asked)
			}
		})
	}
}

func TestCall(t *testing.T) {
	var got map[string]any
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != "/contact/call" {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		_ = json.NewDecoder(r.Body).Decode(&got)
		_, _ = io.WriteString(w, `{"data":{"call_id":"k","status":"queued"},"error":null}`)
	}))
	defer server.Close()
	client := &Client{URL: server.URL, Credentials: &secrets{}, HTTP: NewHTTP()}
	if err := client.Call(t.Context(), Call{ContactID: "c1", Agent: "a1", Metadata: map[string]string{"name": "Ada"}}); err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 || got["contact_id"] != "c1" || got["interview_id"] != "a1" {
		t.Errorf("body %v", got)
	}
}

// For any response, a search must find a contact only if the response has the
// submission's id.
func FuzzFinder(f *testing.F) {
	f.Add(`{"contacts":[{"id":"c1","attributes":{"submission_id":"` + submission + `"}}]}`)
	f.Add(`[[{"id":1,"attributes":"[\"x\"]"}]]`)
	f.Fuzz(func(t *testing.T, data string) {
		f := finder{phone: "+14155550123", submission: submission, seen: map[string]bool{}}
		f.value(json.RawMessage(data), 0)
		if f.found != "" && !strings.Contains(data, `\`) && !strings.Contains(data, submission) {
			t.Errorf("%q: found %q", data, f.found)
		}
	})
}
