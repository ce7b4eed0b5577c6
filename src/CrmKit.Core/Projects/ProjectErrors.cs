namespace CrmKit.Projects;

internal static class ProjectErrors
{
    public static CrmError MemberDuplicate(Guid userId) => new("project.member-duplicate",
        $"User {userId} is a member of the project already. Change that entry instead of adding another.") { Field = "userId" };

    public static CrmError ForeignMilestone(Guid id) => new("project.foreign-milestone",
        $"Milestone {id} belongs to another project. Name one of the task's own project.") { Field = "milestoneId" };
}
