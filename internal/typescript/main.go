// Command typescript prints web/src/generated.ts: the constants and types of shared
// and forms that the browser's code uses. make generate runs it.
package main

import (
	"fmt"
	"log"
	"os"

	"thoughtlyform/forms"
	"thoughtlyform/shared"
	"thoughtlyform/shared/form"
	"thoughtlyform/shared/phone"
)

func main() {
	log.SetFlags(0)
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	source, err := generate(root)
	if err != nil {
		log.Fatal("typescript: ", err)
	}
	fmt.Print(source)
}

// kindNames are the names of form.Kind in TypeScript.
var kindNames = [form.Kinds]string{
	form.Text: "text", form.Name: "name", form.Multiline: "multiline", form.Email: "email",
	form.Tel: "tel", form.Option: "option", form.Checkbox: "checkbox",
}

// generate returns the source of generated.ts. root is the root of the repository.
func generate(root string) (string, error) {
	t, err := parse(root+"/shared", root+"/forms")
	if err != nil {
		return "", err
	}
	var codes, types []string
	for c := form.OK; c.String() != ""; c++ {
		codes = append(codes, c.String())
	}
	for n := phone.Type(0); n <= phone.Unknown; n++ {
		types = append(types, n.String())
	}
	var w writer
	w.line("// The constants and types of shared/ and forms/. Generated from Go by make generate; do not edit.")
	w.enum("Kind", "How a field's value is validated: form.Kind.", kindNames[:])
	w.enum("Pattern", "The shape of a text: form.Pattern.", forms.PatternNames())
	w.value("numberTypes", "The types of numbers in libphonenumber's order.", types)
	w.value("campaignKeys", "The UTM parameters and click ids that a submission reports.", forms.CampaignKeys)
	w.value("attributePrefix", "The prefix of an attribute's key in a field's name.", shared.AttributePrefix)
	w.value("honeypotName", "The name of the honeypot's control.", shared.HoneypotName)
	w.value("errorCodes", "Why a value is refused: the names of form.Code by its number.", codes)
	w.line("export type ErrorCode = (typeof errorCodes)[number];")
	w.line("")
	for _, name := range []string{
		"Contact", "Page", "Submission", "FieldError",
		"PublicField", "PublicOption", "PublicConsent", "PublicSuccess", "Public",
	} {
		if err := t.write(&w, name); err != nil {
			return "", err
		}
	}
	return w.String(), nil
}
