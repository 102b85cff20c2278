# Effective draws a second of rstan on a structural equation model of job satisfaction, one chain of 1000 + 1000 iterations, warm-up included, process
# CPU: the median over five seeds. Usage: Rscript sem-bayes.R CSV CACHE
# Prints: name, seconds, least bulk effective sample size, the same a second, leapfrogs a draw, microseconds a gradient.
suppressMessages({ library(rstan); library(posterior) })
arguments <- commandArgs(TRUE)
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
# Debian ships the headers of Boost with the system, not with R.
boost <- if (file.exists("/usr/include/boost/version.hpp")) "/usr/include" else NULL
file <- file.path(arguments[2], "sem-bayes.rds")
if (!file.exists(file)) saveRDS(stan_model(file.path(here, "sem-bayes.stan"), model_name = "sem_bayes", boost_lib = boost), file)
program <- readRDS(file)
y <- as.matrix(read.csv(arguments[1]))
data <- list(n = nrow(y), root = t(chol(crossprod(y))))
# Random starts can end in a mode with a factor turned round; these are those of the other side: loadings near 1.
start <- function() list(loading = rnorm(8, 1, 0.1), path = rnorm(6, 0, 0.1), disturbance = 0.5 * exp(rnorm(4, 0, 0.1)),
  residual = unname(apply(y, 2, sd)) * 0.7, correlation = 0)
runs <- sapply(1:5, function(seed) {
  set.seed(seed)
  seconds <- system.time(fit <- sampling(program, data = data, chains = 1, iter = 2000, warmup = 1000, seed = seed, refresh = 0, cores = 1, init = start))
  draws <- as_draws_array(as.array(fit, pars = c("loading", "path", "disturbance", "residual", "correlation")))
  least <- min(suppressWarnings(apply(draws, 3, function(x) ess_bulk(matrix(x, ncol = 1)))))
  cpu <- sum(seconds[c("user.self", "sys.self")])
  leapfrogs <- get_sampler_params(fit, inc_warmup = TRUE)[[1]][, "n_leapfrog__"]
  c(cpu, least, least / cpu, mean(leapfrogs[1001:2000]), 1e6 * cpu / sum(leapfrogs))
})
median <- runs[, order(runs[3, ])[3]]
cat("identified\t", paste(signif(median, 5), collapse = "\t"), "\n", sep = "")
