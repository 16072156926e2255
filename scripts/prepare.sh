# Sourced by ./grade and scripts/test with $root set: sees that the tools are there, and installs or names what is not.

# Says what is missing and ends with the exit status for a machine that cannot grade.
cannot() {
  printf 'error: %s\n' "$1" >&2
  shift
  for line in "$@"; do printf 'hint: %s\n' "$line" >&2; done
  exit 4
}

find_swift() {
  command -v swift >/dev/null 2>&1 && return
  for folder in /opt/swift/usr/bin /usr/local/swift/usr/bin "${HOME:-/nonexistent}/.local/share/swiftly/bin"; do
    if [ -x "$folder/swift" ]; then
      PATH=$folder:$PATH
      export PATH
      return
    fi
  done
  cannot 'there is no `swift` in PATH' 'install Swift 6.2 or later: https://www.swift.org/install'
}

# The packages that building needs and that are not there, by Debian's names.
missing_packages() {
  command -v git >/dev/null 2>&1 || echo git
  command -v pkg-config >/dev/null 2>&1 || echo pkg-config
  pkg-config --exists yaml-0.1 2>/dev/null || echo libyaml-dev
}

install_packages() {
  packages=$(missing_packages | paste -sd ' ')
  [ -z "$packages" ] && return
  if [ "$(id -u)" != 0 ]; then
    cannot "building needs packages that are not installed: $packages" "sudo apt-get install $packages"
  fi
  command -v apt-get >/dev/null 2>&1 ||
    cannot "building needs packages that are not installed: $packages" 'install them with your package manager'
  echo "installing $packages" >&2
  export DEBIAN_FRONTEND=noninteractive
  # A stale index is refreshed only when it does not serve.
  # shellcheck disable=SC2086
  apt-get install -y -qq --no-install-recommends $packages </dev/null >/dev/null 2>&1 ||
    { apt-get update -qq </dev/null >/dev/null &&
      apt-get install -y -qq --no-install-recommends $packages </dev/null >/dev/null; } ||
    cannot "could not install $packages" "apt-get update && apt-get install $packages"
}

# Whether anything that is built has changed since the last build. SwiftPM's own look takes far longer.
is_stale() {
  [ ! -e "$root/.build/release/grade" ] || [ ! -e "$stamp" ] ||
    [ -n "$(find "$root/Package.swift" "$root/Sources" -newer "$stamp" -print -quit)" ]
}

# Builds the grader once, however many ask at the same time. A finished build of somebody else's serves as it is.
build_grader() {
  stamp=$root/.build/grade.stamp
  is_stale || return 0
  if ! mkdir -p "$root/.build" 2>/dev/null || [ ! -w "$root/.build" ]; then
    [ -x "$root/.build/release/grade" ] && return 0
    cannot "the grader is not built, and $root cannot be written to" 'ask its owner to run ./grade once'
  fi
  find_swift
  install_packages
  exec 9>"$root/.build/grade.lock"
  flock 9
  if is_stale; then
    echo 'building the grader (some minutes the first time)' >&2
    began=$(mktemp "$root/.build/began.XXXXXX")
    log=$root/.build/grade.log
    if ! (cd "$root" && swift build -c release </dev/null >"$log" 2>&1 9>&-); then
      rm -f "$began"
      cat "$log" >&2
      cannot 'the grader could not be built; the messages are above'
    fi
    # As old as the beginning: what is edited during a build is built the next time.
    mv "$began" "$stamp"
  fi
  exec 9>&-
}
