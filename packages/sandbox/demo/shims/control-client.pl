# Sends its own name and arguments to the demo's process manager and prints the answer; the protocol is in units/control.ts.
# Perl rather than Node where there is one: it starts in 5 ms instead of 25, and a diagnosis runs ten of these at once.
use strict;
use warnings;
use Socket;

my ($program, @arguments) = @ARGV;
socket(my $manager, AF_UNIX, SOCK_STREAM, 0) or die "$program: $!\n";
connect($manager, pack_sockaddr_un($ENV{RESUS_DEMO_CONTROL})) or die "$program: the demo's process manager is gone: $!\n";
syswrite $manager, join "\0", $program, $ENV{RESUS_DEMO_ROOT} ? 1 : 0, @arguments;
shutdown $manager, 1;

my $answer = '';
while (sysread $manager, $answer, 65536, length $answer) { }
$answer =~ s/^(\d+) (\d+) (\d+)\n// or die "$program: the demo's process manager gave no answer\n";
my ($code, $out_bytes, $err_bytes) = ($1, $2, $3);
print STDOUT substr $answer, 0, $out_bytes;
print STDERR substr $answer, $out_bytes, $err_bytes;
exit $code;
