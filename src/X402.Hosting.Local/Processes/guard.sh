# Outlives the AppHost only to end its processes when it was killed (SIGKILL, a crash) and could not do so itself.
# Standard input comes from the AppHost: "+ <process group>" and "- <process group>"; its end is the AppHost's end.
groups=""
while read -r operation group; do
    remaining=""
    for known in $groups; do
        [ "$known" = "$group" ] || remaining="$remaining $known"
    done
    groups=$remaining
    [ "$operation" = "+" ] && groups="$groups $group"
done

for group in $groups; do kill -s TERM -- "-$group" 2>/dev/null; done

tries=0
while [ "$tries" -lt 60 ]; do
    alive=""
    for group in $groups; do kill -s 0 -- "-$group" 2>/dev/null && alive=yes; done
    [ -z "$alive" ] && exit 0
    sleep 0.1
    tries=$((tries + 1))
done

for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
