// What crypto/x509 makes of chains. Each line of the file given: `client|server CHAIN TRUST`; one verdict a line.
package main

import (
	"bufio"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"strings"
)

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if err := judge(words[0], words[1], words[2]); err != nil {
			fmt.Println("refuses", strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Println("accepts")
		}
	}
}

func judge(end, chain, trust string) error {
	sent, err := read(chain)
	if err != nil {
		return err
	}
	trusted, err := read(trust)
	if err != nil {
		return err
	}
	options := x509.VerifyOptions{Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool()}
	options.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	if end == "server" {
		options.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	}
	for _, one := range trusted {
		options.Roots.AddCert(one)
	}
	for _, one := range sent[1:] {
		options.Intermediates.AddCert(one)
	}
	_, err = sent[0].Verify(options)
	return err
}

func read(file string) ([]*x509.Certificate, error) {
	bytes, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var all []*x509.Certificate
	for {
		block, rest := pem.Decode(bytes)
		if block == nil {
			return all, nil
		}
		bytes = rest
		one, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
}
