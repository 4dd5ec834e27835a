// A verifier that shares no code with this project: it stands on golang.org/x/mod/sumdb, the
// implementation that the Go checksum database runs on. Only file names are translated (that
// package writes the tile height into its paths) and the receipt's text is taken apart here.
//
//	verify log DIR VKEY             checks every tile and every entry of an exported log
//	verify prove DIR VKEY           reads "inclusion I N" and "consistency M N" lines from
//	                                standard input, prints the proofs
//	verify receipt FILE ENTRY VKEY  checks one receipt against the bytes of an entry
//	verify sign SKEY                signs the text on standard input
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

type directory string

func (d directory) Height() int                     { return height }
func (d directory) SaveTiles([]tlog.Tile, [][]byte) {}
func (d directory) read(t tlog.Tile) ([]byte, error) {
	path := strings.TrimPrefix(t.Path(), "tile/8/")
	path = strings.TrimPrefix(path, "data/")
	if t.L == -1 {
		path = "entries/" + path
	}
	return os.ReadFile(filepath.Join(string(d), "tile", filepath.FromSlash(path)))
}
func (d directory) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		data, err := d.read(t)
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func refuse(format string, values ...interface{}) {
	check(fmt.Errorf(format, values...))
}

// checkpoint opens a signed note; its first line must name the key that signed it.
func checkpoint(msg []byte, vkey string) tlog.Tree {
	verifier, err := note.NewVerifier(vkey)
	check(err)
	opened, err := note.Open(msg, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		refuse("not a checkpoint of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := tlog.ParseHash(lines[2])
	check(err)
	return tlog.Tree{N: size, Hash: root}
}

func open(dir, vkey string) (directory, tlog.Tree, tlog.HashReader) {
	msg, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	check(err)
	tree := checkpoint(msg, vkey)
	return directory(dir), tree, tlog.TileHashReader(tree, directory(dir))
}

func checkLog(dir, vkey string) {
	files, tree, reader := open(dir, vkey)
	tiles := 0
	for _, tile := range tlog.NewTiles(height, 0, tree.N) {
		// The package also lists the narrower tiles of every smaller log.
		if tile.W < 1<<height && int64(tile.W) != tree.N>>(height*tile.L)%(1<<height) {
			continue
		}
		data, err := files.read(tile)
		check(err)
		want, err := tlog.ReadTileData(tile, reader)
		check(err)
		if string(want) != string(data) {
			refuse("%s is not of this tree", tile.Path())
		}
		tiles++
	}
	for from := int64(0); from < tree.N; from += 1 << height {
		width := tree.N - from
		if width > 1<<height {
			width = 1 << height
		}
		tile := tlog.Tile{H: height, L: -1, N: from >> height, W: int(width)}
		data, err := files.read(tile)
		check(err)
		tile.L = 0
		// The reader holds every tile it reads against the root.
		hashes, err := tlog.ReadTileData(tile, reader)
		check(err)
		for i := from; i < from+width; i++ {
			if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
				refuse("bundle ends before entry %d", i)
			}
			length := int(binary.BigEndian.Uint16(data))
			entry := data[2 : 2+length]
			data = data[2+length:]
			hash := tlog.RecordHash(entry)
			if string(hash[:]) != string(hashes[:tlog.HashSize]) {
				refuse("entry %d is not the one in the tree", i)
			}
			hashes = hashes[tlog.HashSize:]
			// The same again by way of a proof; not for each, since proofs read many tiles.
			if i%251 == 0 || i == tree.N-1 {
				proof, err := tlog.ProveRecord(tree.N, i, reader)
				check(err)
				check(tlog.CheckRecord(proof, tree.N, tree.Hash, i, hash))
			}
		}
		if len(data) != 0 {
			refuse("bundle goes on after entry %d", from+width-1)
		}
	}
	fmt.Printf("size %d root %s tiles %d\n", tree.N, tree.Hash, tiles)
}

func prove(dir, vkey string) {
	_, _, reader := open(dir, vkey)
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		var kind string
		var a, b int64
		_, err := fmt.Sscan(input.Text(), &kind, &a, &b)
		check(err)
		var hashes []tlog.Hash
		if kind == "inclusion" {
			hashes, err = tlog.ProveRecord(b, a, reader)
		} else {
			// This package names the newer tree first.
			hashes, err = tlog.ProveTree(b, a, reader)
		}
		check(err)
		words := []string{}
		for _, hash := range hashes {
			words = append(words, hash.String())
		}
		fmt.Println(strings.Join(words, " "))
	}
	check(input.Err())
}

func checkReceipt(file, entryFile, vkey string) {
	text, err := os.ReadFile(file)
	check(err)
	entry, err := os.ReadFile(entryFile)
	check(err)
	parts := strings.SplitN(string(text), "\n\n", 2)
	lines := strings.Split(parts[0], "\n")
	if len(parts) != 2 || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		refuse("not a receipt")
	}
	lines = lines[1:]
	if strings.HasPrefix(lines[0], "extra ") {
		_, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[0], "extra "))
		check(err)
		lines = lines[1:]
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64)
	check(err)
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		check(err)
		proof = append(proof, hash)
	}
	tree := checkpoint([]byte(parts[1]), vkey)
	check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)))
	fmt.Printf("entry %d of %d\n", index, tree.N)
}

func sign(skey string) {
	text, err := io.ReadAll(os.Stdin)
	check(err)
	signer, err := note.NewSigner(skey)
	check(err)
	signed, err := note.Sign(&note.Note{Text: string(text)}, signer)
	check(err)
	_, err = os.Stdout.Write(signed)
	check(err)
}

func main() {
	args := append(os.Args[1:], "", "", "", "")
	switch args[0] {
	case "log":
		checkLog(args[1], args[2])
	case "prove":
		prove(args[1], args[2])
	case "receipt":
		checkReceipt(args[1], args[2], args[3])
	case "sign":
		sign(args[1])
	default:
		refuse("usage: verify log DIR VKEY | prove DIR VKEY | receipt FILE ENTRY VKEY | sign SKEY")
	}
}
