namespace CrmKit.Segments;

internal static class SegmentErrors
{
    public static CrmError NotFound(Guid id) => new("segment.not-found", $"There is no segment {id} for you. List the segments that you may use.");

    public static CrmError Name(int most) => new("segment.name", $"A segment has a name of 1 to {most} characters. Give it one.") { Field = "name" };

    public static CrmError Team() => new("segment.team", "A segment that is shared with a team names the team, and no other segment does. Correct the team.") { Field = "teamId" };

    public static CrmError Limit(int most) => new("segment.limit", $"There are at most {most} segments. Remove some first.");

    public static CrmError Me() => new("segment.me", "A segment has the same members whoever looks, so its filter cannot ask for me(). Name the user, or save a view instead.") { Field = "filter" };

    public static CrmError Fixed(Segment segment, string field) => new("segment.fixed", $"The {field} of segment '{segment.Name}' stays what it is. Make a new segment.") { Field = field };

    public static CrmError Type(Segment segment, string type) => new("segment.type", $"Segment '{segment.Name}' has records of type '{segment.RecordType}', not '{type}'. Use it there.");

    public static CrmError Related(RecordTypeDefinition type) => new("segment.related", $"The filter looks at records of type '{type.Key}', of which you may not read all, and a segment is decided with all of them. Leave them out, save a view instead, or ask an administrator.") { Field = "filter" };

    public static CrmError Sharing(string with) => new("segment.sharing", $"You cannot share a segment with {with}. Share it with a team of yours, or ask an administrator.") { Field = "sharing" };

    public static CrmError Forbidden(Segment segment) => new("segment.forbidden", $"Segment '{segment.Name}' is somebody else's. Save it under another name, or ask its owner.");

    public static CrmError Live(Segment segment) => new("segment.live", $"Segment '{segment.Name}' follows its filter, which alone says who is in it. Change the records or the filter, or make a snapshot.");

    public static CrmError Broken(Segment segment, string why) => new("segment.broken", $"Segment '{segment.Name}' cannot be used any more: {why} Change or remove the segment, or enable the plugin that brings what is missing.");

    public static CrmError RefreshForbidden() => new("segment.refresh-forbidden", "Segments are brought up to now by administrators only; a host does it by itself. Wait, or ask one.");
}
