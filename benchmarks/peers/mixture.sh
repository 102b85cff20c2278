#!/usr/bin/env bash
# Two normals, one million rows of continuous values: the fit with its starts, standard errors and checks, beside scikit-learn's
# GaussianMixture from one k-means start, to the same log-likelihood. Least seconds of several runs in a warm process.
# Needs Python with scikit-learn (Debian: python3-sklearn). Usage: benchmarks/peers/mixture.sh [RUNS [ROWS]]
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
runs=${1:-3} rows=${2:-1000000}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
dotnet build benchmarks/Credence.MixtureTimings -c Release --verbosity quiet
timings() { dotnet run --no-build -c Release --project benchmarks/Credence.MixtureTimings -- "$@"; }
timings write "$out/values" "$rows"
timings time "$out/values" "$runs" >"$out/engine"
"${PYTHON:-python3}" benchmarks/peers/mixture.py "$out/values" "$runs" >"$out/peer"
paste "$out/engine" "$out/peer" | awk -F'\t' '
    {
        printf "with sorting %.3f s, fit alone %.3f s, scikit-learn %s %.2f s (%d iterations): %.1f and %.1f times\n", $1, $2, $10, $6, $9, $6 / $1, $6 / $2
        printf "log-likelihood %.4f (%s), the peer'"'"'s %.4f; second mean %.7f and %.7f\n", $3, $5, $7, $4, $8
        exit !($3 - $7 > -1e-3 && $3 - $7 < 1)
    }'
