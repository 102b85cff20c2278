# Effective draws a second of rstan, one chain of 1000 + 1000 iterations, warm-up included, process CPU: medians over five seeds.
# Usage: Rscript nuts.R data DIR          writes the data that both sides read
#        Rscript nuts.R time DIR CACHE    one line per program: name, seconds, least bulk effective sample size, the same a second, leapfrogs a draw
arguments <- commandArgs(TRUE)
folder <- arguments[2]
if (arguments[1] == "data") {
  set.seed(20260101)
  p <- 12
  loadings <- matrix(rnorm(p * 4, 0, 0.6), p)
  covariance <- tcrossprod(loadings) + diag(runif(p, 0.3, 0.9))
  y <- matrix(rnorm(500 * p), 500) %*% chol(covariance)
  colnames(y) <- paste0("y", seq_len(p))
  write.csv(signif(y, 12), file.path(folder, "mvn.csv"), row.names = FALSE, quote = FALSE)
  groups <- data.frame(group = rep(c("A", "B"), each = 50000), y = signif(c(rnorm(50000, 50, 10), rnorm(50000, 50.5, 12)), 12))
  write.csv(groups, file.path(folder, "groups.csv"), row.names = FALSE, quote = FALSE)
  quit()
}
suppressMessages({ library(rstan); library(posterior) })
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
cache <- arguments[3]
# Debian ships the headers of Boost with the system, not with R.
boost <- if (file.exists("/usr/include/boost/version.hpp")) "/usr/include" else NULL
program <- function(name) {
  file <- file.path(cache, paste0(name, ".rds"))
  if (!file.exists(file)) saveRDS(stan_model(file.path(here, "stan", paste0(name, ".stan")), model_name = gsub("-", "_", name), boost_lib = boost), file)
  readRDS(file)
}
y <- as.matrix(read.csv(file.path(folder, "mvn.csv")))
groups <- read.csv(file.path(folder, "groups.csv"))
a <- groups$y[groups$group == "A"]
b <- groups$y[groups$group == "B"]
square <- function(x) sum((x - mean(x))^2)
priors <- list(mA = mean(a), mB = mean(b), sMu = 10 * sd(groups$y), sSig = 10 * sd(groups$y))
cases <- list(
  "eight-schools" = list(data = list(J = 8, y = c(28, 8, -3, 7, -1, 1, 18, 12), se = c(15, 10, 16, 11, 9, 11, 10, 18)), pars = c("mu", "tau", "theta_trans")),
  "two-groups-moments" = list(data = c(priors, list(nA = length(a), nB = length(b), ybA = mean(a), ybB = mean(b), ssA = square(a), ssB = square(b))), pars = c("mu_a", "mu_b", "sigma_a", "sigma_b")),
  "two-groups-rows" = list(data = c(priors, list(nA = length(a), nB = length(b), yA = a, yB = b)), pars = c("mu_a", "mu_b", "sigma_a", "sigma_b")),
  "multivariate-normal-moments" = list(data = list(n = nrow(y), p = ncol(y), ybar = colMeans(y), C = t(chol(crossprod(sweep(y, 2, colMeans(y))))), eta = 1), pars = c("mu", "s", "corr")),
  "multivariate-normal-rows" = list(data = list(n = nrow(y), p = ncol(y), y = y, eta = 1), pars = c("mu", "s", "corr")))
for (name in names(cases)) {
  compiled <- program(name)
  runs <- sapply(1:5, function(seed) {
    seconds <- system.time(fit <- sampling(compiled, data = cases[[name]]$data, chains = 1, iter = 2000, warmup = 1000, seed = seed, refresh = 0, cores = 1))
    draws <- as_draws_array(as.array(fit, pars = cases[[name]]$pars))
    ess <- suppressWarnings(apply(draws, 3, function(x) ess_bulk(matrix(x, ncol = 1))))
    least <- min(ess[apply(draws, 3, sd) > 1e-12], na.rm = TRUE)
    cpu <- sum(seconds[c("user.self", "sys.self")])
    c(cpu, least, least / cpu, mean(get_sampler_params(fit, inc_warmup = FALSE)[[1]][, "n_leapfrog__"]))
  })
  median <- runs[, order(runs[3, ])[3]]
  cat(name, "\t", paste(signif(median, 5), collapse = "\t"), "\n", sep = "")
}
