# Reads Stan CSV files, one for each chain, with rstan, and prints what it read with all digits:
# "dimensions NAME SIZE...", "warmup N", "element NAME CHAIN VALUE...", "sampler NAME CHAIN VALUE...".
# usage: Rscript stan-csv.R FILE...

suppressPackageStartupMessages(library(rstan))
options(warn = 2)
fit <- read_stan_csv(commandArgs(trailingOnly = TRUE))
digits <- function(x) paste(sprintf("%.17g", x), collapse = " ")
for (name in names(fit@par_dims))
  cat("dimensions", name, paste(fit@par_dims[[name]], collapse = " "), "\n")
cat("warmup", fit@sim$warmup, "\n")
draws <- as.array(fit)
for (name in dimnames(draws)$parameters)
  for (chain in seq_len(dim(draws)[2]))
    cat("element", name, chain, digits(draws[, chain, name]), "\n")
sampler <- get_sampler_params(fit, inc_warmup = FALSE)
for (chain in seq_along(sampler))
  for (name in colnames(sampler[[chain]]))
    cat("sampler", name, chain, digits(sampler[[chain]][, name]), "\n")
