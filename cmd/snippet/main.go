// Command snippet prints a form's markup for pasting into a page, or checks all
// definitions.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"

	"thoughtlyform/forms/check"
	"thoughtlyform/forms/render"
)

const usage = `usage: snippet [flags] FORM
       snippet -check [-dir DIR]

FORM is the id of a definition in forms/. The markup is printed to standard output.

`

func main() {
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), usage)
		flag.PrintDefaults()
	}
	dir := flag.String("dir", "forms", "the `directory` of the definitions")
	onlyCheck := flag.Bool("check", false, "only check the definitions and locale files")
	asJSON := flag.Bool("json", false, "print the public definition, the data of GET /forms/{id}, instead")
	locale := flag.String("locale", "", "language `tag` of the texts; default: the form's first locale")
	endpoint := flag.String("endpoint", "", "`URL` of the API; default: the page's own site")
	widget := flag.String("widget", "", "`URL` of the directory of thoughtly-form.js; default: /widget at the endpoint")
	flag.Parse()
	if flag.NArg() > 1 || *onlyCheck != (flag.NArg() == 0) {
		flag.Usage()
		os.Exit(2)
	}

	set, warnings, err := check.Load(os.DirFS(*dir))
	for _, w := range warnings {
		fmt.Fprintln(os.Stderr, "warning:", w)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if *onlyCheck {
		fmt.Println(check.Summary(set))
		return
	}
	f, err := set.Form(flag.Arg(0))
	if err != nil {
		fmt.Fprintf(os.Stderr, "snippet: there is no form %q; there are %s\n", flag.Arg(0), strings.Join(set.IDs(), ", "))
		os.Exit(1)
	}
	*endpoint = strings.TrimSuffix(*endpoint, "/")
	if *widget == "" {
		*widget = *endpoint + "/widget"
	}
	if *asJSON {
		if err := json.NewEncoder(os.Stdout).Encode(render.NewDefinition(set.Public(f, *locale))); err != nil {
			fmt.Fprintln(os.Stderr, "snippet:", err)
			os.Exit(1)
		}
		return
	}
	public := set.Public(f, *locale)
	fmt.Print(render.HTML(public.Snippet(*endpoint, strings.TrimSuffix(*widget, "/"))...))
}
