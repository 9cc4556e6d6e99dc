/* The rule engine as a process under test sees it: at each site where a fault can strike, ask, and do as
 * told.
 *
 * libordeal_rule.so maps the scenario's block (the file named by ORDEAL_RULES) when it is loaded and claims a
 * row for its process under its role; without ORDEAL_RULES every call here does nothing. A child made by fork
 * or a raw clone claims a row of its own; one made by vfork shares its parent's memory and with it the
 * parent's row.
 *
 * The role of a process is, in this order: what ordeal_rule_claim() said (by itself, or for the program that
 * names itself, see below), the process's own name if it changed it since it was loaded (prctl PR_SET_NAME),
 * ORDEAL_ROLE, its name.
 *
 * What it is and where its threads are (slot, stage, step, call) it hears from the program itself, if that
 * exports slot_trace_install (pipeline/env/trace.hpp), or by ordeal_rule_push() and ordeal_rule_pop().
 *
 * Every function may be called from any thread; none allocates. After vfork, only ordeal_rule_consult() may
 * be. */
#ifndef FAULTS_RULE_RULE_H
#define FAULTS_RULE_RULE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is about to be done at a site. Values are part of the block's format: append only, below 64. */
enum ordeal_operation {
  ORDEAL_ANY_OPERATION = 0, /* in a rule only */
  ORDEAL_ALLOC = 1,         /* device memory; amount: bytes */
  ORDEAL_FREE = 2,
  ORDEAL_LAUNCH = 3, /* a kernel; object: its name */
  ORDEAL_COPY = 4,   /* between host and device, or on the device; amount: bytes */
  ORDEAL_SYNCHRONIZE = 5,
  ORDEAL_OPEN = 6, /* files; object: the path */
  ORDEAL_READ = 7, /* amount: bytes */
  ORDEAL_WRITE = 8,
  ORDEAL_FSYNC = 9,
  ORDEAL_RENAME = 10,
  ORDEAL_UNLINK = 11,
  ORDEAL_MMAP = 12,
  ORDEAL_CONNECT = 13, /* network; object: the peer */
  ORDEAL_ACCEPT = 14,
  ORDEAL_SEND = 15,
  ORDEAL_RECEIVE = 16,
  ORDEAL_RESOLVE = 17,
  ORDEAL_FORK = 18, /* processes; object: the program */
  ORDEAL_EXEC = 19,
  ORDEAL_EXIT = 20,
  ORDEAL_APPEND = 21,  /* a journal's entry */
  ORDEAL_MESSAGE = 22, /* a message of the control plane */
  ORDEAL_RESUME = 23,  /* a coroutine goes on (simulator) */
  ORDEAL_CALL = 24,    /* a call of the program's own environment; object: what it is about, or its name */
  ORDEAL_REST = 25,    /* the models' weights lie on the device while a stage begins; amount: their bytes */
  ORDEAL_OPERATIONS = 26
};

enum ordeal_action {
  ORDEAL_PASS = 0,
  ORDEAL_ERROR = 1,    /* fail with `error`, without doing it */
  ORDEAL_DELAY = 2,    /* wait delay_ns, then do it */
  ORDEAL_HANG = 3,     /* never come back */
  ORDEAL_GATE = 4,     /* wait until the harness opens the gate, then do it */
  ORDEAL_KILL = 5,     /* signal `error` to the own process */
  ORDEAL_CORRUPT = 6,  /* do it, with the byte at `amount` changed */
  ORDEAL_TRUNCATE = 7, /* do it, with `amount` bytes only */
  ORDEAL_DROP = 8,     /* say that it was done without doing it */
  ORDEAL_START =
      9, /* start a process that never ends, with copies of all that this one has open; then do it */
  ORDEAL_FAIL_LATER = 10, /* do it; `error` shows at a later operation, as an asynchronous error does */
  ORDEAL_MAKE_NAN = 11,   /* do it; what comes of it are no numbers */
  ORDEAL_QUIT = 12,       /* the own process ends with exit code `error` */
  ORDEAL_IGNORE = 13,     /* from now on the own process ignores signal `error`; then do it */
  ORDEAL_LITTER = 14,     /* leave files, a lock and shared memory that nobody removes; then do it */
  ORDEAL_BLOCK = 15,      /* as a delay, but the caller can do nothing meanwhile, nor hear anything */
  ORDEAL_STUCK =
      16, /* sleep in the kernel, out of reach of signals, until the harness opens the gate; do it */
  ORDEAL_ACTIONS = 17
};

/* ORDEAL_STUCK asks for a file of a folder beside the block, whose path is the block's with this behind it.
 * The harness has a file system there that does not answer. */
#define ORDEAL_STUCK_SUFFIX ".stuck"

enum ordeal_site_flags {
  ORDEAL_CALLER_DELAYS = 1 /* do not sleep: the caller carries out delay_ns in its own time */
};

/* A site. Null strings and a step of -1 are taken from the calling thread's trace ranges, where they say. */
struct ordeal_site {
  uint32_t operation; /* enum ordeal_operation */
  uint32_t flags;     /* enum ordeal_site_flags */
  const char* stage;
  const char* slot;
  const char* call;   /* the environment's call that it lies within: "journal.append" */
  const char* object; /* path, peer or kernel, as the operation's comment says */
  int64_t step;
  int64_t device;  /* which card; -1: none */
  uint64_t amount; /* bytes, where the operation has any */
};

enum { ORDEAL_ACTS = 4 }; /* that one decision can leave to its caller */

/* What is left for the caller to do: gates, hangs, kills and (without ORDEAL_CALLER_DELAYS) delays are over.
 * Whoever has done it says so with ordeal_rule_done(): a fault whose act was never done has not landed. */
struct ordeal_decision {
  uint32_t action; /* PASS, ERROR, CORRUPT, TRUNCATE, DROP, FAIL_LATER or MAKE_NAN */
  int32_t error;   /* ERROR, FAIL_LATER: in the operation's own terms (cudaError_t, errno) */
  uint64_t amount;
  uint64_t delay_ns; /* sum over the delays that fired; 0 when they were carried out */
  uint32_t acts, unused;
  uint64_t rules[ORDEAL_ACTS]; /* whose acts these are; a rule that is not among them did nothing here */
};

/* Counts the hit with every rule that matches, writes the firings of those that strike, makes the caller wait
 * where a rule says so, and returns the first of the others, in the order of arming. A few ns when no rule is
 * for this operation and role. */
struct ordeal_decision ordeal_rule_consult(const struct ordeal_site* site);

/* Whether a rule is armed for this operation and the process's role. A few ns. */
int ordeal_rule_watches(uint32_t operation);

/* The caller has carried out what the decision left to it. Call it behind the act: behind the byte that was
 * flipped, the delay that is over; for an error, just before it is returned or thrown. */
void ordeal_rule_done(const struct ordeal_decision* decision);

/* Whether a block is mapped. */
int ordeal_rule_active(void);

/* Maps another block than ORDEAL_RULES names. 0, or -1 with the reason in ordeal_rule_problem(). */
int ordeal_rule_attach(const char* path);

/* Names this process. Null: the role is found again as told above. */
void ordeal_rule_claim(const char* role);

/* Ranges of the calling thread, as pipeline/env/trace.hpp tells them: category "slot", "stage", "step" or
 * "call". Both strings live until the pop. A pop without a push does nothing. */
void ordeal_rule_push(const char* category, const char* name);
void ordeal_rule_pop(void);

/* The name of the calling thread's innermost range of this category; null: it is in none. Good until the
 * range ends. */
const char* ordeal_rule_innermost(const char* category);

/* A call of the program's own environment begins ("network.send"), about `object` ("StageDone"; null: the
 * call's name says all): a site of its own, ORDEAL_CALL. May wait, hang or kill the process, as rules say. */
void ordeal_rule_mark(const char* call, const char* object);

/* What is wrong with the block or its tables, for people; null when nothing is. Also written to stderr once.
 */
const char* ordeal_rule_problem(void);

#ifdef __cplusplus
}
#endif
#endif
