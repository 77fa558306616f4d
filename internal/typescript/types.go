package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
)

// types are the structs of some packages by name.
type types map[string]*ast.TypeSpec

// parse reads the structs of the packages in folders.
func parse(folders ...string) (types, error) {
	t := types{}
	files := token.NewFileSet()
	for _, folder := range folders {
		names, err := filepath.Glob(folder + "/*.go")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(files, name, nil, parser.ParseComments)
			if err != nil {
				return nil, err
			}
			for _, d := range file.Decls {
				if general, ok := d.(*ast.GenDecl); ok && general.Tok == token.TYPE {
					for _, s := range general.Specs {
						spec := s.(*ast.TypeSpec)
						if spec.Doc == nil {
							spec.Doc = general.Doc
						}
						t[spec.Name.Name] = spec
					}
				}
			}
		}
	}
	return t, nil
}

// write writes a struct as an interface with the members of the struct's JSON.
func (t types) write(w *writer, name string) error {
	spec := t[name]
	if spec == nil {
		return fmt.Errorf("there is no type %s", name)
	}
	structure, ok := spec.Type.(*ast.StructType)
	if !ok {
		return fmt.Errorf("%s is not a struct", name)
	}
	var parents []string
	for _, f := range structure.Fields.List {
		if len(f.Names) == 0 {
			parents = append(parents, f.Type.(*ast.Ident).Name)
		}
	}
	w.line("")
	w.comment("", spec.Doc.Text())
	w.line("export interface %s%s {", name, extends(parents))
	for _, f := range structure.Fields.List {
		if len(f.Names) == 0 {
			continue
		}
		tag := ""
		if f.Tag != nil {
			quoted, err := strconv.Unquote(f.Tag.Value)
			if err != nil {
				return err
			}
			tag = reflect.StructTag(quoted).Get("json")
		}
		member, options, _ := strings.Cut(tag, ",")
		if member == "-" || member == "" {
			continue
		}
		kind, err := typeOf(f.Type)
		if err != nil {
			return fmt.Errorf("%s.%s: %w", name, member, err)
		}
		optional := ""
		if options != "" {
			optional = "?"
		}
		comment := f.Doc.Text()
		if comment == "" {
			comment = f.Comment.Text()
		}
		w.comment("  ", comment)
		w.line("  %s%s: %s;", member, optional, kind)
	}
	w.line("}")
	return nil
}

func extends(parents []string) string {
	if len(parents) == 0 {
		return ""
	}
	return " extends " + strings.Join(parents, ", ")
}

// typeOf returns the TypeScript type of a Go type's JSON.
func typeOf(expression ast.Expr) (string, error) {
	switch e := expression.(type) {
	case *ast.StarExpr:
		return typeOf(e.X)
	case *ast.ArrayType:
		of, err := typeOf(e.Elt)
		return of + "[]", err
	case *ast.MapType:
		of, err := typeOf(e.Value)
		return "Record<string, " + of + ">", err
	case *ast.SelectorExpr:
		switch e.Sel.Name {
		case "Kind", "Pattern":
			return "number", nil
		case "Code":
			return "ErrorCode", nil
		}
	case *ast.Ident:
		switch e.Name {
		case "string":
			return "string", nil
		case "bool":
			return "boolean", nil
		case "int":
			return "number", nil
		}
		if ast.IsExported(e.Name) {
			return e.Name, nil
		}
	}
	return "", fmt.Errorf("no TypeScript for %T", expression)
}
