#include "commands.hpp"

#include <cerrno>
#include <charconv>
#include <iterator>
#include <optional>
#include <sstream>

namespace powerfs {

namespace {

using Words = std::vector<std::string>;

template <class T>
struct Named {
  std::string_view name;
  T value;
};

constexpr Named<Call> calls[] = {{"write", Call::write},       {"fsync", Call::fsync},
                                 {"fsyncdir", Call::fsyncdir}, {"create", Call::create},
                                 {"rename", Call::rename},     {"unlink", Call::unlink},
                                 {"open", Call::open}};
constexpr Named<int> errors[] = {{"EIO", EIO},     {"ENOSPC", ENOSPC}, {"EDQUOT", EDQUOT},
                                 {"EROFS", EROFS}, {"EACCES", EACCES}, {"EMFILE", EMFILE}};

template <class T, std::size_t N>
std::optional<T> find(const Named<T> (&table)[N], std::string_view name) {
  for (const auto& row : table) {
    if (row.name == name) return row.value;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string power_loss(Disk& disk, const Words& words) {
  LossOptions options{.seed = std::random_device{}()};
  bool reorder = false;
  bool tear = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string_view word = words[i];
    const auto seed = word.starts_with("seed=") ? number(word.substr(5)) : std::nullopt;
    if (seed)
      options.seed = *seed;
    else if (word == "reorder")
      reorder = true;
    else if (word == "tear")
      tear = true;
    else
      return "error power-loss [seed=N] [reorder] [tear]";
  }
  if (tear) options = {options.seed, Survival::in_order, Tearing::at_sectors};
  if (reorder) options.survival = Survival::any_order;
  const Losses losses = disk.tree.lose_power(options);
  std::ostringstream out;
  out << "ok seed=" << options.seed << " lost_writes=" << losses.lost_writes
      << " survived_writes=" << losses.survived_writes << " torn_writes=" << losses.torn_writes
      << " lost_names=" << losses.lost_names << " survived_names=" << losses.survived_names;
  return out.str();
}

std::string sync(Disk& disk, const Words&) {
  disk.tree.sync_all();
  return "ok";
}

std::string status(Disk& disk, const Words&) {
  const auto unsynced = disk.tree.unsynced();
  std::ostringstream out;
  out << "ok unsynced_writes=" << unsynced.writes << " unsynced_bytes=" << unsynced.bytes
      << " unsynced_names=" << unsynced.names << " syncs=" << disk.syncs;
  return out.str();
}

std::string fail(Disk& disk, const Words& words) {
  if (words.size() == 2 && words[1] == "none") {
    disk.faults.clear();
    return "ok";
  }
  if (words.size() == 4 || words.size() == 5) {
    const auto call = find(calls, words[1]);
    const auto error = find(errors, words[2]);
    const auto count = words[3] == "always" ? Fault::always : number(words[3]);
    if (call && error && count) {
      disk.faults.add({*call, *error, *count, words.size() == 5 ? words[4] : ""});
      return "ok";
    }
  }
  return "error fail CALL ERROR COUNT|always [GLOB], or fail none";
}

std::string stall(Disk& disk, const Words& words) {
  const auto ms = words.size() == 2 ? number(words[1]) : std::nullopt;
  if (!ms) return "error stall MS";
  disk.stall = std::chrono::milliseconds(*ms);
  return "ok";
}

using Command = std::string (*)(Disk&, const Words&);
constexpr Named<Command> commands[] = {{"power-loss", power_loss},
                                       {"sync", sync},
                                       {"status", status},
                                       {"fail", fail},
                                       {"stall", stall}};

} // namespace

std::string answer(Disk& disk, std::string_view line) {
  std::istringstream in{std::string(line)};
  const Words words{std::istream_iterator<std::string>(in), {}};
  const auto command = words.empty() ? std::nullopt : find(commands, words[0]);
  if (!command) return "error power-loss, sync, status, fail or stall";
  const std::lock_guard lock(disk.mutex);
  try {
    return (*command)(disk, words);
  } catch (const std::exception& failure) {
    return std::string("error ") + failure.what();
  }
}

} // namespace powerfs
