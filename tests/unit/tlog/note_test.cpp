#include "support/catch.hpp"

#include "leadvault/tlog/checkpoint.hpp"

using namespace lv;
using namespace lv::tlog;

namespace {

// C2SP signed-note specification, its example.
const std::string spec_vkey =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const std::string spec_note =
    "This is an example message.\n\n\xe2\x80\x94 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72Iney"
    "aQM=\n";
// golang.org/x/mod/sumdb/note, example_test.go.
const std::string go_skey =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const std::string go_vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const std::string go_text =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your "
    "problem is.\n";
const std::string go_signature =
    "\n\xe2\x80\x94 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
    "KvqfqdngotpRZb6KE6RyyBwJnAM=\n";

NoteVerifier verifier_of(std::string_view vkey) { return NoteVerifier::parse(vkey).value(); }

} // namespace

TEST_CASE("published notes verify and their keys encode back to the same text", "[tlog]") {
  const NoteVerifier spec = verifier_of(spec_vkey);
  const NoteVerifier go = verifier_of(go_vkey);
  CHECK(spec.vkey() == spec_vkey);
  CHECK(open_note(spec_note, std::span(&spec, 1)));
  const auto opened = open_note(go_text + go_signature, std::span(&go, 1));
  REQUIRE(opened);
  CHECK(opened->text == go_text);
}

TEST_CASE("our signature of the published text is the published one, byte for byte", "[tlog]") {
  const auto signer = NoteSigner::parse(go_skey);
  REQUIRE(signer);
  CHECK(signer->verifier().vkey() == go_vkey);
  CHECK(signer->sign(go_text).value() == go_text + go_signature);
}

TEST_CASE("every prefix and every altered byte of a verifier key is refused", "[tlog]") {
  for (std::size_t i = 0; i < go_vkey.size(); ++i) {
    CHECK_FALSE(NoteVerifier::parse(go_vkey.substr(0, i)));
    CHECK_FALSE(NoteVerifier::parse(go_vkey.substr(i + 1)));
    std::string altered = go_vkey;
    ++altered[i];
    CHECK_FALSE(NoteVerifier::parse(altered));
  }
}

TEST_CASE("every altered byte of a signed note is refused", "[tlog]") {
  const NoteVerifier verifier = verifier_of(spec_vkey);
  for (std::size_t i = 0; i < spec_note.size(); ++i) {
    std::string altered = spec_note;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    CHECK_FALSE(open_note(altered, std::span(&verifier, 1)));
  }
}

TEST_CASE("a known key whose signature fails spoils the note even beside a good one", "[tlog]") {
  const NoteVerifier verifiers[] = {verifier_of(go_vkey), verifier_of(spec_vkey)};
  const std::string foreign = spec_note.substr(spec_note.find("\n\n") + 2);
  const auto refused = open_note(go_text + go_signature + foreign, verifiers);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == Errc::integrity);
  // Unknown to the reader, the same line is ignored.
  CHECK(open_note(go_text + go_signature + foreign, std::span(verifiers, 1)));
}

TEST_CASE("text and signatures part at the last empty line", "[tlog]") {
  const auto signer = NoteSigner::parse(go_skey);
  const std::string note = signer->sign("one\n\ntwo\n").value();
  const auto opened = open_note(note, std::span(&signer->verifier(), 1));
  REQUIRE(opened);
  CHECK(opened->text == "one\n\ntwo\n");
}

TEST_CASE("malformed notes are refused", "[tlog]") {
  const auto signer = NoteSigner::parse(go_skey);
  const std::string good = signer->sign("text\n").value();
  const std::string line = good.substr(good.find("\n\n") + 2);
  CHECK(parse_note(good));
  CHECK_FALSE(parse_note(""));
  CHECK_FALSE(parse_note("text\n"));
  CHECK_FALSE(parse_note("text\n\n"));
  CHECK_FALSE(parse_note(good.substr(0, good.size() - 1)));
  CHECK_FALSE(parse_note("te\txt\n\n" + line));
  CHECK_FALSE(parse_note("te\xff\n\n" + line));
  CHECK_FALSE(parse_note("text\n\n" + line + "x\n"));
  CHECK_FALSE(parse_note("text\n\n- PeterNeumann x08go/ZJ\n"));
  CHECK_FALSE(signer->sign("no newline"));
  CHECK_FALSE(signer->sign("control\r\n"));
  std::string crowd = "text\n\n";
  for (int i = 0; i < 101; ++i) crowd += line;
  CHECK_FALSE(parse_note(crowd));
}

TEST_CASE("key names hold no space of any kind and no plus", "[tlog]") {
  CHECK(is_note_key_name("leadvault.example/log_x/0"));
  CHECK(is_note_key_name("\xc3\xa9xample"));
  for (const char* name : {"", "a b", "a+b",
                           "a\xc2\xa0"
                           "b",
                           "a\xe3\x80\x80", "\xff", "a\n"})
    CHECK_FALSE(is_note_key_name(name));
}

TEST_CASE("a checkpoint is read strictly", "[tlog]") {
  const std::string root = to_base64(empty_root());
  CHECK(parse_checkpoint_text("a/b\n0\n" + root + "\n"));
  CHECK(parse_checkpoint_text("a/b\n12\n" + root + "\nextension\n"));
  CHECK_FALSE(parse_checkpoint_text("a/b\n012\n" + root + "\n"));
  CHECK_FALSE(parse_checkpoint_text("a/b\n+1\n" + root + "\n"));
  CHECK_FALSE(parse_checkpoint_text("a/b\n-1\n" + root + "\n"));
  CHECK_FALSE(parse_checkpoint_text("a/b\n\n" + root + "\n"));
  CHECK_FALSE(parse_checkpoint_text("a/b\n99999999999999999999\n" + root + "\n"));
  CHECK_FALSE(parse_checkpoint_text("\n1\n" + root + "\n"));
  CHECK_FALSE(parse_checkpoint_text("a/b\n1\nAAAA\n"));
  CHECK_FALSE(parse_checkpoint_text("a/b\n1\n" + root));
  CHECK_FALSE(parse_checkpoint_text("a/b\n1\n" + root + "\n\n"));
}

TEST_CASE("a checkpoint of another log is refused though its signature is good", "[tlog]") {
  const Secret seed = Secret::random(32);
  const auto signer = NoteSigner::make("vault.example/log_a/0", seed);
  REQUIRE(signer);
  const Checkpoint head{"vault.example/log_a/0", {3, empty_root()}};
  const auto note = sign_checkpoint(head, *signer);
  REQUIRE(note);
  const std::span<const NoteVerifier> known(&signer->verifier(), 1);
  CHECK(open_checkpoint(*note, "vault.example/log_a/0", known)->head.size == 3);
  CHECK_FALSE(open_checkpoint(*note, "vault.example/log_b/0", known));
  CHECK_FALSE(sign_checkpoint({"vault.example/log_b/0", head.head}, *signer));
}
