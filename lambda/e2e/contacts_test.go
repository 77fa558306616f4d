package e2e

import (
	"encoding/json"
	"testing"
	"testing/fstest"

	"thoughtlyform/cmd/devstack/sandbox"
	"thoughtlyform/forms"
)

type contact struct {
	id          string
	PhoneNumber string `json:"phone_number"`
	Name        string `json:"name"`
	Email       string `json:"email"`
	CountryCode string `json:"country_code"`
}

// contactsByName returns the contacts on the sandbox by the lead's name.
func contactsByName(t testing.TB, box *sandbox.Sandbox) map[string][]contact {
	t.Helper()
	all := map[string][]contact{}
	for _, c := range box.Contacts() {
		var body contact
		if err := json.Unmarshal(c.Contact, &body); err != nil {
			t.Fatal(err)
		}
		body.id = c.ID
		all[body.Name] = append(all[body.Name], body)
	}
	return all
}

// leadForms returns a set with one form, named lead, with the fields phone_number and
// name. more has further members of its definition.
func leadForms(t *testing.T, more string) *forms.Set {
	t.Helper()
	set, err := forms.Load(fstest.MapFS{"lead.json": {Data: []byte(`{
		"id": "lead",
		"fields": [{"name": "phone_number", "type": "tel", "required": true}, {"name": "name", "type": "text"}]` + more + `
	}`)}})
	if err != nil {
		t.Fatal(err)
	}
	return set
}
