namespace CrmKit.Views;

internal static class ViewErrors
{
    public static CrmError NotFound(Guid id) => new("view.not-found", $"There is no view {id} for you. List the views that you may use.");

    public static CrmError Name(int most) => new("view.name", $"A view has a name of 1 to {most} characters. Give it one.") { Field = "name" };

    public static CrmError Columns(int most) => new("view.columns", $"A view has at most {most} columns, each once. Leave some out.") { Field = "columns" };

    public static CrmError Team() => new("view.team", "A view that is shared with a team names the team, and no other view does. Correct the team.") { Field = "teamId" };

    public static CrmError Limit(int most) => new("view.limit", $"One person keeps at most {most} views. Remove some first.");

    public static CrmError Type(SavedView view, string type) => new("view.type", $"View '{view.Name}' lists records of type '{view.RecordType}', not '{type}'. Use it there.");

    public static CrmError Sharing(string with) => new("view.sharing", $"You cannot share a view with {with}. Share it with a team of yours, or ask an administrator.") { Field = "sharing" };

    public static CrmError Forbidden(SavedView view) => new("view.forbidden", $"View '{view.Name}' is somebody else's. Save it under another name, or ask its owner.");

    public static CrmError Broken(SavedView view, string why) => new("view.broken", $"View '{view.Name}' cannot be used any more: {why} Change or remove the view, or enable the plugin that brings what is missing.");
}
